#pragma once

// The keys of the gateway's own: sessions, forms, decoys, and a DATASETTE_SECRET where none is
// configured. All are derived from one, which is made once and kept in the state folder (0600), or
// from session.key. Datasette is given none of them but the last.

#include "auth/account_book.hpp"
#include "auth/session_id.hpp"
#include "gateway/command/cli.hpp"
#include "gateway/request/site.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace dsgw {

struct state_keys
{
    std::shared_ptr<const auth::session_sealer> sessions;
    auth::decoy_key decoys{};
    std::string form_secret;
    std::string datasette_secret;  ///< where no DATASETTE_SECRET is configured
    bool outlive_process = false;  ///< the same ones are there after a restart
};

/// @param site  see site_name(): another site gets other keys.
[[nodiscard]] state_keys derive_state_keys(const auth::session_key& from, std::string_view site);

/// Reads the key, or makes it where there is none; blocking. Where neither can be done the log says
/// so, and the keys last as long as the process.
[[nodiscard]] state_keys load_state_keys(const config& from, std::string_view site);

/// For this process alone.
[[nodiscard]] state_keys make_passing_keys();

/// What the threads share of them. @param secret  DATASETTE_SECRET.
[[nodiscard]] process_keys make_process_keys(
    const state_keys& from, const std::string& secret, const auth::revocation_list* logged_out,
    bool root_enabled
);

/// The setting `site`; else the absolute path of the configuration file (-c before -m), else that
/// of the first database, else the current folder.
[[nodiscard]] std::string site_name(const serve_options& options, const config& from);

}  // namespace dsgw
