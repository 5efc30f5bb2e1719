#include "gateway/serve/get_once.hpp"

#include "auth/session_id.hpp"
#include "auth/signed_cookie.hpp"
#include "base/random_id.hpp"
#include "gateway/config/suggest.hpp"
#include "gateway/http/body_source.hpp"
#include "gateway/net/client_stream.hpp"
#include "gateway/upstream/fetch_steps.hpp"

#include <boost/asio/error.hpp>

#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace dsgw {

namespace {

constexpr std::size_t random_secret_bytes = 32;
constexpr std::chrono::hours session_lifetime{1};

serve_options alone(serve_options given, const std::string& folder)
{
    given.uds = folder + "/get.sock";
    given.user.reset();  // with --get, --user names an account
    given.ssl_certfile.reset();
    given.ssl_keyfile.reset();
    given.root = false;
    given.threads = 1;
    given.drain = std::chrono::seconds(1);
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
                             now + session_lifetime
                         );
}

std::string request_for(const std::string& path, const std::string& cookie)
{
    std::string text = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    if (!cookie.empty()) text += "Cookie: " + cookie + "\r\n";
    return text + "\r\n";
}

bool print(std::string_view bytes)
{
    // An empty view may hold a null pointer, which fwrite() must not be passed.
    return bytes.empty() || std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size();
}

task<bool> print_body(upstream_connection& up, const response_head& head)
{
    body_source source(head.framing, head.content_length);
    for (;;) {
        const auto payload = source.take(up.in);
        if (!payload || !print(*payload)) co_return false;
        source.used(up.in);
        if (source.is_done()) co_return true;
        const auto failure = co_await read_more(up);
        if (failure == asio::error::eof && source.end()) co_return true;
        if (failure) co_return false;
    }
}

task<int> ask_and_print(upstream_connection& up, const std::string& request)
{
    write_pieces pieces;
    pieces[0] = asio::buffer(request);
    const auto sent = co_await write_all(up.socket, pieces);
    response_head head;
    bool is_whole = false;
    if (!sent.ec) is_whole = co_await read_response_head(up, head);
    const auto status = head.status;
    if (is_whole) is_whole = co_await print_body(up, head);
    is_whole = is_whole && print("\n") && std::fflush(stdout) == 0;
    if (!is_whole) spdlog::error("--get: the response is incomplete, or cannot be written");
    co_return is_whole&& status == 200 ? 0 : 1;
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
    std::string cookie;
    if (given.user) {
        const auto& whose = account_of(configured, *given.user);
        cookie = session_cookie(*options_.secret, keys_, whose);
    }
    request_ = request_for(*given.get, cookie);
    // These belong to a gateway that runs beside this one, or to the service that starts it.
    for (const char* name :
         {"DATASETTE_GATEWAY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "NOTIFY_SOCKET", "WATCHDOG_USEC"})
        ::unsetenv(name);
}

task<int> single_get::run(asio::io_context& context) const
{
    buffer_pool buffers;
    deadline_clock clock(context);
    upstream_pool pool(context, buffers, clock, nullptr);
    pool.set_endpoint(parse_upstream_endpoint("unix:" + *options_.uds));
    const upstream_settings settings;
    const upstream_client ourselves{"", true};
    auto lease = co_await pool.take(reuse::refused, settings, ourselves);
    if (!lease) co_return 1;
    const auto up = std::move(*lease);
    const auto exit_code = co_await ask_and_print(*up, request_);
    pool.give_back(up, false);
    co_return exit_code;
}

}  // namespace dsgw
