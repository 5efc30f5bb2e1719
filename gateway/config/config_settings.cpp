#include "gateway/config/config_settings.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "gateway/config/config_json.hpp"
#include "gateway/config/config_tree.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace dsgw {

namespace json = boost::json;

namespace {

std::vector<std::string_view> split_name(std::string_view name)
{
    std::vector<std::string_view> steps;
    while (true) {
        const auto dot = name.find('.');
        steps.push_back(name.substr(0, dot));
        if (dot == name.npos) return steps;
        name.remove_prefix(dot + 1);
    }
}

json::object nest(const std::vector<std::string_view>& steps, json::value value)
{
    for (std::size_t i = steps.size(); i-- > 0;) {
        json::object around;
        around.emplace(json::string_view(steps[i].data(), steps[i].size()), std::move(value));
        value = std::move(around);
    }
    return std::move(value.get_object());
}

/// As Datasette writes the value of a setting on its command line.
std::optional<std::string> setting_text(const json::value& value)
{
    if (const auto* text = value.if_string()) return std::string(*text);
    if (value.is_bool() || value.is_int64() || value.is_uint64()) return json::serialize(value);
    return {};
}

}  // namespace

split_settings split_setting_pairs(const std::vector<setting_pair>& pairs, problem_list& problems)
{
    split_settings out;
    for (const auto& [name, text] : pairs) {
        if (name.find('.') == name.npos) {
            out.plain.emplace_back(name, text);
            continue;
        }
        const auto where = "-s " + name;
        const auto steps = split_name(name);
        if (std::any_of(steps.begin(), steps.end(), [](auto s) { return s.empty(); })) {
            problems.push_back({where, "a part of the dotted name is empty"});
            continue;
        }
        if (find_bad_utf8(text) || find_bad_utf8(name)) {
            problems.push_back({where, "is not UTF-8"});
            continue;
        }
        auto parsed = parse_strict_json(text, where);
        problems.insert(problems.end(), parsed.problems.begin(), parsed.problems.end());
        json::value value = parsed.syntax_error ? json::value(json::string(text)) : parsed.value;
        if (steps.size() == 2 && steps[0] == "settings") {
            if (auto written = setting_text(value))
                out.plain.emplace_back(std::string(steps[1]), *std::move(written));
        }
        combine(out.overrides, nest(steps, std::move(value)));
    }
    return out;
}

std::vector<setting_pair> settings_as_pairs(
    const json::object& settings, const std::string& where, problem_list& problems
)
{
    std::vector<setting_pair> out;
    for (const auto& [key, value] : settings) {
        if (value.is_null()) continue;  // Datasette's default
        if (auto text = setting_text(value))
            out.emplace_back(std::string(key), *std::move(text));
        else
            problems.push_back(
                {join_path(where, key), "must be a string, an integer, true or false"}
            );
    }
    return out;
}

bool is_switched_on(std::string_view written)
{
    return written == "1" || equals_ignoring_case(written, "on") ||
           equals_ignoring_case(written, "true");
}

bool is_switched_on(const boost::json::value& written)
{
    const auto text = setting_text(written);
    return text && is_switched_on(std::string_view(*text));
}

std::optional<std::string> normalise_base_url(std::string_view written)
{
    const bool clean = std::all_of(written.begin(), written.end(), [](char c) {
        return is_alphanumeric(c) || std::string_view("/-_.~").find(c) != std::string_view::npos;
    });
    if (!clean) return {};
    std::string out = "/";
    while (!written.empty()) {
        const auto slash = written.find('/');
        const auto segment = written.substr(0, slash);
        if (segment == "." || segment == "..") return {};
        if (!segment.empty()) {
            out += segment;
            out += '/';
        }
        if (slash == written.npos) break;
        written.remove_prefix(slash + 1);
    }
    return out;
}

}  // namespace dsgw
