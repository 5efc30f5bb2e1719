#pragma once

// The data that one I/O thread derives from a configuration snapshot, including caches. A reload
// gives each thread a new one; a request keeps the one that it began with. Belongs to its thread,
// so reference counting is cheap.

#include "auth/authenticator.hpp"
#include "gateway/config/config.hpp"
#include "gateway/config/public_paths.hpp"
#include "gateway/http/cors_preflight.hpp"
#include "gateway/http/csrf_token.hpp"
#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/passed_headers.hpp"
#include "gateway/request/display_names.hpp"
#include "gateway/request/own_permission.hpp"
#include "gateway/request/shell_cache.hpp"

#include <array>
#include <memory>
#include <string>

namespace dsgw {

/// Shared by all threads of the process, across reloads.
struct process_keys
{
    std::shared_ptr<const auth::cookie_signer> signer;  ///< DATASETTE_SECRET
    std::shared_ptr<const csrf_tokens> forms;
    std::shared_ptr<const auth::session_sealer> sessions;
    auth::decoy_key decoys;
    std::array<unsigned char, 32> digest_key;        ///< of the credential caches
    const auth::revocation_list* logged_out;         ///< null: no session ever is
    const auth::account_history* history = nullptr;  ///< null: tokens are not looked at
    bool root_enabled = false;                       ///< --root
    cors_headers cors = cors_headers::none;          ///< of the Datasette that we start
};

struct thread_config
{
    /// @param counts  see authenticator_settings.
    thread_config(
        std::shared_ptr<const config> from, const process_keys& keys, std::string hsts_value,
        auth::cache_counts* counts = nullptr
    );

    std::shared_ptr<const config> snapshot;
    std::shared_ptr<const auth::cookie_signer> signer;
    std::shared_ptr<const csrf_tokens> forms;
    std::shared_ptr<const auth::session_sealer> sessions;
    auth::authenticator authenticator;
    dsgw::public_paths public_paths;
    header_pass_list passed_headers;
    csrf_pair csrf;
    shell_cache shells;
    own_permission manage_secrets;
    own_permission see_status;
    std::shared_ptr<const dsgw::display_names> display_names;
    std::string hsts;  ///< the value of Strict-Transport-Security, or ""
    cors_headers cors;

    [[nodiscard]] const gateway_settings& settings() const { return snapshot->settings; }
};

}  // namespace dsgw
