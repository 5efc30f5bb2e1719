#include "gateway/secrets_api/api_socket.hpp"

#include "auth/utf8.hpp"
#include "gateway/limits.hpp"
#include "gateway/log_failure.hpp"
#include "gateway/sandbox.hpp"
#include "gateway/secrets_api/ask_store.hpp"
#include "gateway/secrets_api/private_socket.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dsgw::secrets_api {

namespace {

constexpr request_head_limits head_limits{32, limits::api_head_bytes_max};
constexpr std::size_t read_bytes = 4096;

std::chrono::milliseconds cancel_connection(void* target)
{
    boost::system::error_code ignored;
    static_cast<wire_socket*>(target)->cancel(ignored);
    return std::chrono::milliseconds(0);
}

/// JSON holds text only.
auth::secret_bytes make_found_answer(
    const std::string& name, const secrets::found_secret& found, after_answer then
)
{
    if (auth::find_bad_utf8(found.value.view()))
        return make_refusal({500, "the secret is not UTF-8"}, then);
    return make_secret_answer(name, found, then);
}

}  // namespace

api_socket::connection::connection(deadline_clock& clock, wire_socket connected)
    : socket(std::move(connected)), limit(clock, cancel_connection, &socket)
{}

api_socket::api_socket(secrets_service& secrets, std::string path)
    : secrets_(secrets), path_(std::move(path))
{
    acceptor_.assign(stream_protocol(AF_UNIX, 0), bind_private_socket(path_));
}

api_socket::~api_socket()
{
    stop();
    ::unlink(path_.c_str());
}

void api_socket::start(bool is_confined)
{
    asio::co_spawn(context_.get_executor(), accept_all(), log_failure("secrets socket"));
    thread_ = std::thread([this, is_confined] { run(is_confined); });
}

void api_socket::run(bool is_confined)
{
    if (is_confined) {
        const auto obstacle = confine_thread();
        if (!obstacle.empty())
            spdlog::debug("sandbox: the thread of the secrets' socket: {}", obstacle);
    }
    context_.run();
}

void api_socket::stop()
{
    if (!thread_.joinable()) return;
    asio::post(context_, [this] { begin_stop(); });
    thread_.join();
}

/// The thread ends when nothing is left to be done.
void api_socket::begin_stop()
{
    stopping_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (auto& each : open_) {
        if (each.is_busy)
            each.limit.arm(limits::api_stop_time);
        else
            each.limit.pass_now();
    }
}

task<> api_socket::accept_all()
{
    while (!stopping_) {
        auto [ec, connected] = co_await acceptor_.async_accept(as_result);
        if (stopping_) co_return;
        if (!ec) {
            begin_connection(std::move(connected));
            continue;
        }
        spdlog::warn("the secrets' socket cannot accept: {}", ec.message());
        pause_.expires_after(std::chrono::milliseconds(100));
        co_await pause_.async_wait(as_result);
    }
}

void api_socket::begin_connection(wire_socket connected)
{
    if (!is_ours(connected)) {
        spdlog::warn("the secrets' socket: a program of another user was turned away");
        return;
    }
    if (open_count_ >= limits::api_connections_max) {
        spdlog::warn("the secrets' socket: too many connections");
        return;
    }
    auto one = std::make_shared<connection>(clock_, std::move(connected));
    asio::co_spawn(
        context_.get_executor(), serve(std::move(one)), log_failure("secrets connection")
    );
}

/// Datasette, which we start, is of our own user.
bool api_socket::is_ours(wire_socket& connected)
{
    ucred who{};
    socklen_t size = sizeof who;
    const int file = connected.native_handle();
    return ::getsockopt(file, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 && who.uid == ::geteuid();
}

task<> api_socket::serve(std::shared_ptr<connection> one)
{
    open_.push_back(*one);
    ++open_count_;
    bool goes_on = true;
    while (goes_on && !stopping_) {
        goes_on = co_await serve_request(*one);
    }
    one->limit.disarm();
    --open_count_;
}

/// @return whether another request may follow.
task<bool> api_socket::serve_request(connection& one)
{
    const auto head_bytes = co_await read_head(one);
    if (head_bytes == 0) co_return false;
    one.is_busy = true;
    auto then = after_answer::keep_open;
    const auto bytes = co_await answer(one, head_bytes, then);
    one.limit.arm(limits::api_message_time);
    const auto out = asio::buffer(bytes.view().data(), bytes.size());
    const auto [ec, written] = co_await asio::async_write(one.socket, out, as_result);
    one.is_busy = false;
    co_return !ec && then == after_answer::keep_open;
}

/// @return its size; 0 when the client has gone, is too slow, or sends no head at all.
task<std::size_t> api_socket::read_head(connection& one)
{
    one.scanned = 0;
    one.limit.arm(one.in.empty() ? limits::api_idle_time : limits::api_message_time);
    for (;;) {
        const auto size = find_head_end(one.in, one.scanned);
        if (size) co_return *size;
        if (one.in.size() > limits::api_head_bytes_max) co_return 0;
        const bool is_first = one.in.empty();
        const bool came = co_await read_more(one);
        if (!came) co_return 0;
        if (is_first) one.limit.arm(limits::api_message_time);
    }
}

task<bool> api_socket::read_more(connection& one)
{
    const auto size = one.in.size();
    one.in.resize(size + read_bytes);
    const auto room = asio::buffer(one.in.data() + size, read_bytes);
    const auto [ec, bytes] = co_await one.socket.async_read_some(room, as_result);
    one.in.resize(size + bytes);
    co_return !ec && bytes > 0;
}

/// The request goes out of the buffer.
task<auth::secret_bytes> api_socket::answer(
    connection& one, std::size_t head_bytes, after_answer& then
)
{
    auto& head = one.head;
    const auto raw = std::string_view(one.in).substr(0, head_bytes);
    const auto wrong = parse_request_head(raw, head_limits, head);
    if (wrong || head.expects_continue) {
        then = after_answer::close;
        const refusal why{400, wrong ? wrong.message() : "no expectations are met here"};
        co_return make_refusal(why, then);
    }
    if (!head.keep_alive || stopping_) then = after_answer::close;
    auto asked = parse_question(head.method, head.target);
    const bool has_body = head.has_body();
    const bool is_sized = head.framing == body_framing::sized;
    const auto body_bytes = is_sized ? static_cast<std::size_t>(head.content_length) : 0;
    const bool is_registration = std::holds_alternative<registrations_follow>(asked);
    if (is_registration && (is_sized || !has_body)) {
        co_return co_await answer_registrations(one, head_bytes, body_bytes, then);
    }
    // A body that nobody reads is not taken for the next request.
    if (has_body) then = after_answer::close;
    one.in.erase(0, head_bytes);
    if (const auto* secret = std::get_if<secret_question>(&asked)) {
        if (!has_body) co_return co_await answer_secret(*secret, then);
        asked = refusal{400, "GET has no body"};
    }
    if (const auto* why = std::get_if<refusal>(&asked)) co_return make_refusal(*why, then);
    const refusal no_length{411, "Content-Length is needed"};
    co_return make_refusal(no_length, then);
}

task<auth::secret_bytes> api_socket::answer_secret(secret_question asked, const after_answer& then)
{
    auto* store = secrets_.store();
    if (store == nullptr) {
        auto given = secrets::get_from_environment(*secrets_.known(), asked.name);
        if (given) co_return make_found_answer(asked.name, *given, then);
        const refusal none{503, "this gateway has no store of secrets"};
        co_return make_refusal(none, then);
    }
    auto asking = ask_secret(*store, secrets_.known(), asked.name, asked.actor_id);
    const auto found = co_await std::move(asking);
    if (!*found) co_return make_refusal(refusal_of(found->error()), then);
    if (!**found) {
        const refusal none{404, "there is no such secret, or it is not set"};
        co_return make_refusal(none, then);
    }
    if ((**found)->unrecorded) warn_unrecorded(***found);
    co_return make_found_answer(asked.name, ***found, then);
}

task<auth::secret_bytes> api_socket::answer_registrations(
    connection& one, std::size_t head_bytes, std::size_t body_bytes, after_answer& then
)
{
    if (body_bytes > limits::api_body_bytes_max) {
        then = after_answer::close;
        const refusal too_large{413, "the list of registrations is too large"};
        co_return make_refusal(too_large, then);
    }
    one.limit.arm(limits::api_message_time);
    while (one.in.size() < head_bytes + body_bytes) {
        const bool came = co_await read_more(one);
        if (came) continue;
        then = after_answer::close;
        const refusal cut{400, "the body was cut short"};
        co_return make_refusal(cut, then);
    }
    auto read = parse_registrations(std::string_view(one.in).substr(head_bytes, body_bytes));
    one.in.erase(0, head_bytes + body_bytes);
    if (const auto* why = std::get_if<refusal>(&read)) co_return make_refusal(*why, then);
    auto& list = std::get<std::vector<secrets::registration>>(read);
    spdlog::debug("secrets: Datasette's plugins register {}", list.size());
    const auto refused = secrets_.register_from_plugins(std::move(list));
    co_return make_registered_answer(refused, then);
}

/// Whoever asks gets the secret all the same; a full disk would tell this at each access.
void api_socket::warn_unrecorded(const secrets::found_secret& found)
{
    const auto now = steady_clock::now();
    if (now - warned_ < limits::api_warning_pause) return;
    warned_ = now;
    spdlog::warn("secrets: accesses cannot be recorded: {}", found.unrecorded->message);
}

}  // namespace dsgw::secrets_api
