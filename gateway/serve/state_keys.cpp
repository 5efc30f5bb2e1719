#include "gateway/serve/state_keys.hpp"

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/secret_bytes.hpp"
#include "gateway/command/served_databases.hpp"
#include "gateway/http/limits.hpp"
#include "store/state_files.hpp"

#include <boost/system/result.hpp>

#include <sodium.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace dsgw {

namespace {

constexpr const char* key_file = "/session.key";

auth::session_key derive_state_key(
    const auth::session_key& from, std::string_view site, std::string_view purpose
)
{
    const auto text = std::string(purpose) + '\n' + std::string(site);
    auth::session_key key;
    crypto_generichash(
        key.data(), key.size(), as_unsigned(text), text.size(), from.data(), from.size()
    );
    return key;
}

auth::session_key make_random_key()
{
    start_sodium();
    auth::session_key key;
    randombytes_buf(key.data(), key.size());
    return key;
}

/// 64 hex digits and a newline.
std::optional<auth::session_key> parse_key(std::string_view text)
{
    if (text.ends_with('\n')) text.remove_suffix(1);
    auth::session_key key;
    std::size_t size = 0;
    const char* end = nullptr;
    const auto bad =
        sodium_hex2bin(key.data(), key.size(), text.data(), text.size(), nullptr, &size, &end);
    if (bad != 0 || end != text.data() + text.size() || size != key.size()) return std::nullopt;
    return key;
}

/// @param obstacle  set to the reason if there is no key.
std::optional<auth::session_key> read_or_make_key(const std::string& path, std::string& obstacle)
{
    auto fresh = make_random_key();
    // If two gateways start at the same time, one creates the file, and both read it.
    const auto made = store::write_new_file(path, to_hex(fresh) + '\n');
    sodium_memzero(fresh.data(), fresh.size());
    if (!made) {
        // A read-only folder may still contain the key.
        std::error_code ec;
        obstacle = made.error().message;
        if (!std::filesystem::exists(path, ec)) return std::nullopt;
    }
    const auto text = store::read_own_file(path, limits::state_key_file_bytes_max);
    if (!text) {
        obstacle = text.error().message;
        return std::nullopt;
    }
    const auto key = parse_key(text->view());
    if (!key)
        obstacle = path + ": not 64 hex digits; remove the file, and the gateway creates a new one";
    return key;
}

}  // namespace

state_keys derive_state_keys(const auth::session_key& from, std::string_view site)
{
    start_sodium();
    state_keys made;
    made.sessions = std::make_shared<const auth::session_sealer>(from, site);
    const auto decoys = derive_state_key(from, site, "decoys");
    std::copy_n(decoys.begin(), made.decoys.size(), made.decoys.begin());
    made.form_secret = to_hex(derive_state_key(from, site, "forms"));
    made.datasette_secret = to_hex(derive_state_key(from, site, "DATASETTE_SECRET"));
    return made;
}

state_keys load_state_keys(const config& from, std::string_view site)
{
    start_sodium();
    std::optional<auth::session_key> key;
    if (const auto& text = from.settings.session.key) {
        key.emplace();
        crypto_generichash(
            key->data(), key->size(), as_unsigned(std::string_view(*text)), text->size(), nullptr, 0
        );
    } else {
        std::string obstacle = "neither $XDG_STATE_HOME nor $HOME is set";
        if (const auto folder = store::state_folder(store::find_home_folders()))
            key = read_or_make_key(*folder + key_file, obstacle);
        if (!key) {
            spdlog::warn(
                "sessions end when the gateway stops: {}; make the state folder writable for this "
                "user, or set plugins.datasette-gateway.session.key",
                obstacle
            );
            return make_passing_keys();
        }
    }
    auto made = derive_state_keys(*key, site);
    made.outlive_process = true;
    sodium_memzero(key->data(), key->size());
    return made;
}

state_keys make_passing_keys() { return derive_state_keys(make_random_key(), {}); }

process_keys make_process_keys(
    const state_keys& from, const std::string& secret, const auth::revocation_list* logged_out,
    bool root_enabled
)
{
    process_keys made{};
    made.signer = std::make_shared<const auth::cookie_signer>(secret);
    made.forms = std::make_shared<const csrf_tokens>(from.form_secret);
    made.sessions = from.sessions;
    made.decoys = from.decoys;
    randombytes_buf(made.digest_key.data(), made.digest_key.size());
    made.logged_out = logged_out;
    made.root_enabled = root_enabled;
    return made;
}

std::string site_name(const serve_options& options, const config& from)
{
    if (from.settings.site) return "site " + *from.settings.site;
    const auto named = [](const std::string& path) {
        std::error_code ec;
        return "path " + std::filesystem::absolute(path, ec).lexically_normal().string();
    };
    for (const auto& file :
         {options.inputs.config, from.layout.config, options.inputs.metadata, from.layout.metadata})
        if (file) return named(*file);
    const auto databases = served_databases(options, from);
    return named(databases.empty() ? "." : databases.front());
}

}  // namespace dsgw
