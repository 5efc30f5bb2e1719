#include "gateway/admin/admin_server.hpp"

#include "gateway/net/listen_sockets.hpp"
#include "gateway/net/unix_socket.hpp"

#include <boost/asio/post.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <spdlog/spdlog.h>

namespace dsgw {

namespace {

/// Any response will do. This page is cheap and exists on both lines.
constexpr std::string_view cheap_target = "/-/versions.json";

reply make_json(unsigned status, const boost::json::object& body)
{
    reply made;
    made.status = status;
    made.content_type = "application/json";
    made.body = boost::json::serialize(body);
    made.headers.emplace_back("Cache-Control", "no-store");
    return made;
}

}  // namespace

admin_server::admin_server(const admin_address& at, const metrics& counted)
    : admin_server(bind(at), counted)
{}

admin_server::admin_server(bound at, const metrics& counted)
    : local_server(at.listening, "the admin listener"),
      counted_(counted),
      folder_(std::move(at.folder)),
      url_(std::move(at.url)),
      datasette_(context(), buffers_, clock(), nullptr)
{
    if (!at.path.empty()) file_.emplace(std::move(at.path));
}

admin_server::~admin_server() { stop(); }

admin_server::bound admin_server::bind(const admin_address& at)
{
    bound made;
    if (at.place == admin_place::loopback) {
        listen_sockets sockets({at.host, at.port, std::nullopt, listen_setting}, 1);
        made.url = sockets.url(false);
        made.listening = sockets.release().front();
        return made;
    }
    made.path = at.path;
    if (at.place == admin_place::automatic) {
        made.folder = std::make_unique<private_folder>();
        made.path = made.folder->path() + "/admin.sock";
    }
    made.listening = bind_private_socket(made.path, std::string(listen_setting).append(":"));
    made.url = "unix:" + made.path;
    return made;
}

void admin_server::set_upstream(std::optional<upstream_endpoint> at)
{
    asio::post(context(), [this, at = std::move(at)]() mutable {
        has_upstream_ = at.has_value();
        if (at) datasette_.set_endpoint(std::move(*at));
    });
}

secret_bytes admin_server::refuse_head(const std::string& why)
{
    return secret_bytes(serialize(make_json(400, {{"error", why}}), {}));
}

task<secret_bytes> admin_server::answer(
    connection& one, std::size_t head_bytes, connection_fate& then
)
{
    const auto& head = one.head;
    // An unread body must not be taken for the next request.
    if (head.has_body()) then = connection_fate::close;
    reply_frame frame;
    frame.client_version = head.version;
    frame.keep_alive = then == connection_fate::keep;
    frame.without_body = head.verb == boost::beast::http::verb::head;
    const bool reads = frame.without_body || head.verb == boost::beast::http::verb::get;
    const bool is_expected = file_.has_value() || is_asked_by_address(head.host);
    std::string path(head.target.substr(0, head.target.find('?')));
    one.in.erase(0, head_bytes);
    reply made;
    if (!is_expected) {
        made = make_json(403, {{"error", "the host must be an IP address or localhost"}});
    } else if (reads) {
        auto answering = answer_path(std::move(path));
        made = co_await std::move(answering);
    } else {
        made = make_json(405, {{"error", "use GET"}});
        made.headers.emplace_back("Allow", "GET, HEAD");
    }
    co_return secret_bytes(serialize(made, frame));
}

task<reply> admin_server::answer_path(std::string path)
{
    if (path == "/health") co_return make_json(200, {{"ok", true}});
    if (path == "/ready") co_return co_await answer_ready();
    if (path == "/metrics") {
        reply made;
        made.content_type = "text/plain; version=0.0.4; charset=utf-8";
        made.body = metrics_text(counted_);
        co_return made;
    }
    co_return make_json(404, {{"error", "not found; the paths are /metrics, /health and /ready"}});
}

/// Datasette gets one request at a time, for any number of clients.
task<reply> admin_server::answer_ready()
{
    if (!has_upstream_) co_return make_json(503, {{"ok", false}, {"datasette", "not running"}});
    if (is_asking_) {
        co_await answered_.async_wait(as_result);
    } else {
        is_asking_ = true;
        fetch_request wanted;
        wanted.target = cheap_target;
        wanted.scheme = "http";
        wanted.accept = "text/html";
        wanted.body = body_wanted::never;
        auto fetching = datasette_.fetch(upstream_settings(), "", std::move(wanted));
        status_.reset();
        try {
            if (const auto got = co_await std::move(fetching)) status_ = got->status;
        } catch (const std::exception& e) {
            // The others that wait for the same response must continue.
            spdlog::warn("the admin listener: {}", e.what());
        }
        is_asking_ = false;
        answered_.cancel();
    }
    const auto status = status_;
    if (!status) co_return make_json(503, {{"ok", false}, {"datasette", "does not respond"}});
    const bool is_well = *status < 500;
    co_return make_json(is_well ? 200 : 503, {{"ok", is_well}, {"datasette", *status}});
}

}  // namespace dsgw
