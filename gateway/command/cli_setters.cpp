#include "gateway/command/cli_setters.hpp"

#include "base/ascii.hpp"

#include <filesystem>
#include <stdexcept>

namespace dsgw::set {

namespace {

/// @return the position of the value in NAME:VALUE, as 0.65 takes it; nothing if the text names a
///         file.
std::optional<std::size_t> value_of_pair(const std::string& text)
{
    const auto colon = text.find(':');
    if (colon == 0 || colon == text.npos) return {};
    const auto is_of_a_name = [](char c) { return is_alphanumeric(c) || c == '_'; };
    const std::string_view name(text.data(), colon);
    std::error_code ec;
    if (!std::ranges::all_of(name, is_of_a_name) || std::filesystem::exists(text, ec)) return {};
    return colon + 1;
}

}  // namespace

std::string get_path(values v, given g)
{
    const auto is_plain = [](char c) { return c > 0x20 && c != 0x7f; };
    if (!g[0].starts_with('/') || !std::ranges::all_of(g[0], is_plain))
        return "needs a path that begins with / and has no spaces (percent-encode them)";
    v.serve.get = g[0];
    return {};
}

std::string setting(values v, given g)
{
    if (g[0].empty()) return "needs a name and a value";
    v.serve.inputs.settings.emplace_back(g[0], g[1]);
    return {};
}

std::string config_file(values v, given g)
{
    const auto value = value_of_pair(g[0]);
    if (!value) return file<&config_inputs::config>(v, g);
    v.serve.inputs.settings.insert(
        v.serve.inputs.settings.begin() + static_cast<std::ptrdiff_t>(v.config_pairs++),
        {g[0].substr(0, *value - 1), g[0].substr(*value)}
    );
    return {};
}

std::string log_level(values v, given g)
{
    static constexpr std::array<std::string_view, 7> levels{"trace", "debug",    "info", "warning",
                                                            "error", "critical", "off"};
    if (std::ranges::count(levels, g[0]) == 0)
        return "needs one of trace, debug, info, warning, error, critical, off";
    v.serve.log_level = g[0];
    return {};
}

std::string upstream(values v, given g)
{
    try {
        v.serve.upstream = parse_upstream_endpoint(g[0]);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return {};
}

std::string hash_scheme(values v, given g)
{
    if (g[0] != "argon2id" && g[0] != "pbkdf2_sha256") return "needs argon2id or pbkdf2_sha256";
    v.hash.scheme =
        g[0] == "argon2id" ? auth::hash_scheme::argon2id : auth::hash_scheme::pbkdf2_sha256;
    return {};
}

std::string static_mount(values v, given g)
{
    const auto colon = g[0].find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == g[0].size())
        return "needs MOUNT:FOLDER, not \"" + g[0] + '"';
    v.publish.static_mounts.push_back({g[0].substr(0, colon), g[0].substr(colon + 1)});
    return {};
}

std::string plugin_secret(values v, given g)
{
    if (g[0].empty() || g[1].empty()) return "needs PLUGIN KEY VALUE";
    v.publish.plugin_secrets.push_back({g[0], g[1], g[2]});
    return {};
}

std::string memory(values v, given g)
{
    const std::string_view text(g[0]);
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    static constexpr std::array<std::string_view, 4> units{"Gi", "G", "Mi", "M"};
    if (digits == 0 || std::ranges::count(units, text.substr(digits)) == 0)
        return "needs a number and then Gi, G, Mi or M, e.g. 1Gi";
    v.publish.cloud_run.memory = text;
    return {};
}

std::string cpu(values v, given g)
{
    if (g[0] != "1" && g[0] != "2" && g[0] != "4") return "needs 1, 2 or 4";
    v.publish.cloud_run.cpu = g[0];
    return {};
}

std::string service(values v, given g)
{
    const std::string_view name(g[0]);
    const auto is_part = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; };
    if (name.empty() || name.size() > 49 || !std::ranges::all_of(name, is_part) ||
        is_digit(name.front()) || name.front() == '-' || name.back() == '-')
        return "needs the name of a Cloud Run service: at most 49 of a-z, 0-9 and -, beginning "
               "with a letter";
    v.publish.cloud_run.service = name;
    return {};
}

}  // namespace dsgw::set
