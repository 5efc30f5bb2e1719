#pragma once

// The gateway's own keys: for sessions, forms and decoys, and a DATASETTE_SECRET if none is
// configured. All are derived from one key, which is created once and stored in the state folder
// (0600), or from session.key. Datasette receives only the last.

#include "auth/account_book.hpp"
#include "auth/session_id.hpp"
#include "gateway/command/cli.hpp"
#include "gateway/request/thread_config.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace dsgw {

struct state_keys
{
    std::shared_ptr<const auth::session_sealer> sessions;
    auth::decoy_key decoys{};
    std::string form_secret;
    std::string datasette_secret;  ///< used if no DATASETTE_SECRET is configured
    bool outlive_process = false;  ///< the keys are the same after a restart
};

/// @param site  see site_name(): another site gets other keys.
[[nodiscard]] state_keys derive_state_keys(const auth::session_key& from, std::string_view site);

/// Reads the key, or creates it if it is missing. Blocking. If neither works, a warning is logged,
/// and the keys last as long as the process.
[[nodiscard]] state_keys load_state_keys(const config& from, std::string_view site);

/// Keys for this process only.
[[nodiscard]] state_keys make_passing_keys();

/// The part of the keys that all threads share.
/// @param secret  DATASETTE_SECRET.
[[nodiscard]] process_keys make_process_keys(
    const state_keys& from, const std::string& secret, const auth::revocation_list* logged_out,
    bool root_enabled
);

/// The setting `site`; else the absolute path of the configuration file (-c before -m), else of the
/// first database, else of the current folder.
[[nodiscard]] std::string site_name(const serve_options& options, const config& from);

}  // namespace dsgw
