#include "gateway/serve/get_once.hpp"

#include "auth/session_id.hpp"
#include "auth/signed_cookie.hpp"
#include "base/random.hpp"
#include "gateway/config/suggest.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/http_client.hpp"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace dsgw {

namespace {

constexpr std::size_t random_secret_bytes = 32;

serve_options alone(serve_options given, const std::string& folder)
{
    given.uds = folder + "/get.sock";
    given.user.reset();  // with --get, --user names an account
    given.ssl_certfile.reset();
    given.ssl_keyfile.reset();
    given.root = false;
    given.threads = 1;
    given.drain = limits::get_stop_time;
    if (!given.secret) given.secret = make_random_hex(random_secret_bytes);
    return given;
}

std::shared_ptr<const config> quiet(const config& from)
{
    auto made = std::make_shared<config>(from);
    made->settings.access_log = access_log_format::off;
    made->settings.admin.place = admin_place::nowhere;
    made->settings.audit_path.reset();
    return made;
}

const auth::account& account_of(const config& from, const std::string& name)
{
    if (const auto* found = from.accounts->find(name)) return *found;
    std::vector<std::string_view> names;
    for (const auto& each : from.account_summaries)
        names.push_back(each.name);
    throw std::runtime_error(
        "--user: there is no account \"" + name + '"' + did_you_mean(name, names)
    );
}

/// A session like one of the login form.
std::string session_cookie(
    const std::string& secret, const state_keys& keys, const auth::account& whose
)
{
    const auto now = auth::unix_now();
    const auto session = keys.sessions->make_session(whose.name, whose.stored_hash, now);
    return "ds_actor=" + auth::make_session_cookie(
                             auth::cookie_signer(secret), *keys.sessions, *whose.who, session,
                             now + limits::get_session_lifetime
                         );
}

bool print(std::string_view bytes)
{
    // An empty view may hold a null pointer, which fwrite() must not be passed.
    return bytes.empty() || std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size();
}

}  // namespace

std::string log_level_of(const serve_options& options)
{
    const bool is_quiet = options.get && options.log_level == "info";
    return is_quiet ? "warning" : options.log_level;
}

single_get::single_get(const serve_options& given, const config& configured)
    : options_(alone(given, folder_.path())), configured_(quiet(configured))
{
    if (given.user) {
        const auto& whose = account_of(configured, *given.user);
        cookie_ = session_cookie(*options_.secret, keys_, whose);
    }
    // These belong to a gateway that runs beside this one, or to the service that starts it.
    for (const char* name :
         {"DATASETTE_GATEWAY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET", "WATCHDOG_USEC"})
        ::unsetenv(name);
}

task<int> single_get::run(asio::io_context& context) const
{
    fetch_request wanted{*options_.get};
    wanted.cookie = cookie_;
    wanted.on_body = print;
    wanted.time = {};
    auto fetching = fetch_from_socket(context, *options_.uds, std::move(wanted));
    const auto got = co_await std::move(fetching);
    const bool is_whole = got && print("\n") && std::fflush(stdout) == 0;
    if (!is_whole) spdlog::error("--get: the response is incomplete, or cannot be written");
    co_return is_whole && got->status == 200 ? 0 : 1;
}

}  // namespace dsgw
