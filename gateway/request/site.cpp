#include "gateway/request/site.hpp"

#include "base/random_id.hpp"
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

site::site(
    std::shared_ptr<const config> snapshot, const process_keys& keys, std::string hsts_value,
    auth::cache_counts* counts
)
    : settings_of(std::move(snapshot)),
      signer(keys.signer),
      forms(keys.forms),
      sessions(keys.sessions),
      authenticator(
          settings_of->accounts, keys.signer, keys.digest_key,
          authenticator_settings_of(*settings_of, keys, counts)
      ),
      open(
          settings_of->settings.public_paths, settings_of->base_url,
          find_canned_queries(*settings_of)
      ),
      passed_headers(settings_of->settings.upstream.pass_headers),
      csrf(make_csrf_pair(*keys.signer)),
      manage_secrets(*settings_of, manage_secrets_permission, keys.root_enabled),
      see_status(*settings_of, gateway_status_permission, keys.root_enabled),
      names(std::make_shared<const actor_names>(*settings_of->accounts)),
      hsts(std::move(hsts_value)),
      cors(keys.cors)
{}

}  // namespace dsgw
