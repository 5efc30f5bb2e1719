#include "gateway/request/thread_config.hpp"

#include "base/random.hpp"
#include "gateway/config/canned_queries.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace dsgw {

namespace {

auth::authenticator_settings authenticator_settings_of(
    const config& from, const process_keys& keys, auth::cache_counts* counts
)
{
    auth::authenticator_settings made;
    made.counts = counts;
    made.logged_out = keys.logged_out;
    made.history = keys.history;
    made.auth_required = from.http_basic_auth;
    made.cache_seconds = from.settings.auth.cache;
    made.cache_wrong_seconds = from.settings.auth.cache_wrong;
    made.cache_entries = from.settings.auth.cache_entries;
    made.root_enabled = keys.root_enabled;
    made.sessions = keys.sessions;
    made.decoys = keys.decoys;
    made.keep_on_password_change = from.settings.session.keep_on_password_change;
    made.plugin_sign_in = from.settings.auth.plugin_sign_in;
    made.plugin_sign_in_allow = from.settings.auth.plugin_sign_in_allow;
    for (const auto& secret : from.settings.session.previous_secrets)
        made.previous_signers.push_back(std::make_shared<auth::cookie_signer>(secret));
    return made;
}

/// Any signed text works: asgi-csrf checks the cookie's signature and compares the header with it.
csrf_pair make_csrf_pair(const auth::cookie_signer& signer)
{
    const boost::json::string random(make_random_id());
    csrf_pair made;
    made.token = signer.sign(boost::json::serialize(random), "csrftoken");
    made.cookie = "ds_csrftoken=" + made.token;
    return made;
}

}  // namespace

thread_config::thread_config(
    std::shared_ptr<const config> from, const process_keys& keys, std::string hsts_value,
    auth::cache_counts* counts
)
    : snapshot(std::move(from)),
      signer(keys.signer),
      forms(keys.forms),
      sessions(keys.sessions),
      authenticator(
          snapshot->accounts, keys.signer, keys.digest_key,
          authenticator_settings_of(*snapshot, keys, counts)
      ),
      public_paths(
          snapshot->settings.public_paths, snapshot->base_url, find_canned_queries(*snapshot)
      ),
      passed_headers(snapshot->settings.upstream.pass_headers),
      csrf(make_csrf_pair(*keys.signer)),
      manage_secrets(*snapshot, manage_secrets_permission, keys.root_enabled),
      see_status(*snapshot, gateway_status_permission, keys.root_enabled),
      display_names(std::make_shared<const dsgw::display_names>(*snapshot->accounts)),
      hsts(std::move(hsts_value)),
      cors(keys.cors)
{}

}  // namespace dsgw
