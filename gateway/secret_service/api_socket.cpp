#include "gateway/secret_service/api_socket.hpp"

#include "base/utf8.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/await_callback.hpp"
#include "gateway/net/unix_socket.hpp"

#include <spdlog/spdlog.h>

namespace dsgw::secrets_api {

namespace {

constexpr const char* socket_name = "the secrets' socket";

/// JSON contains only text.
secret_bytes make_found_answer(
    const std::string& name, const secrets::found_secret& found, connection_fate then
)
{
    if (find_bad_utf8(found.value.view()))
        return make_refusal({500, "the secret is not UTF-8"}, then);
    return make_secret_answer(name, found, then);
}

/// get_secret() as an awaitable. It starts when it is awaited, so it owns what it needs.
task<secrets::found_answer> find_secret(
    secrets::store_thread& store, std::shared_ptr<const secrets::catalogue> known,
    secrets::secret_access what
)
{
    return await_callback<secrets::found_answer>([&store, known = std::move(known),
                                                  what = std::move(what)](auto done) mutable {
        secrets::get_secret(store, *known, std::move(what), done);
    });
}

}  // namespace

api_socket::api_socket(secrets_service& secrets, std::string path, secret_counts& counts)
    : local_server(bind_private_socket(path, socket_name), socket_name),
      secrets_(secrets),
      counts_(counts),
      file_(std::move(path))
{}

api_socket::~api_socket() { stop(); }

secret_bytes api_socket::refuse_head(const std::string& why)
{
    return make_refusal({400, why}, connection_fate::close);
}

/// Removes the request from the buffer.
task<secret_bytes> api_socket::answer(
    connection& one, std::size_t head_bytes, connection_fate& then
)
{
    const auto& head = one.head;
    auto asked = parse_question(head.method, head.target);
    const bool has_body = head.has_body();
    const bool is_sized = head.framing == body_framing::sized;
    const auto body_bytes = is_sized ? static_cast<std::size_t>(head.content_length) : 0;
    const bool is_registration = std::holds_alternative<registrations_follow>(asked);
    if (is_registration && (is_sized || !has_body)) {
        co_return co_await answer_registrations(one, head_bytes, body_bytes, then);
    }
    // An unread body must not be taken for the next request.
    if (has_body) then = connection_fate::close;
    one.in.erase(0, head_bytes);
    if (const auto* secret = std::get_if<secret_question>(&asked)) {
        if (!has_body) co_return co_await answer_secret(*secret, then);
        asked = refusal{400, "GET must not have a body"};
    }
    if (const auto* why = std::get_if<refusal>(&asked)) co_return make_refusal(*why, then);
    const refusal no_length{411, "Content-Length is required"};
    co_return make_refusal(no_length, then);
}

task<secret_bytes> api_socket::answer_secret(secret_question asked, const connection_fate& then)
{
    auto* store = secrets_.store();
    if (store == nullptr) {
        auto given = secrets::get_from_environment(*secrets_.known(), asked.name);
        (given ? counts_.given : counts_.failed).add();
        if (given) co_return make_found_answer(asked.name, *given, then);
        const refusal none{503, "this gateway has no store of secrets"};
        co_return make_refusal(none, then);
    }
    auto finding = find_secret(*store, secrets_.known(), {asked.name, asked.actor_id});
    const auto found = co_await std::move(finding);
    if (!found) {
        counts_.failed.add();
        co_return make_refusal(refusal_of(found.error()), then);
    }
    (*found ? counts_.given : counts_.missing).add();
    if (!*found) {
        const refusal none{404, "there is no such secret, or it is not set"};
        co_return make_refusal(none, then);
    }
    if ((*found)->unrecorded) warn_unrecorded(**found);
    co_return make_found_answer(asked.name, **found, then);
}

task<secret_bytes> api_socket::answer_registrations(
    connection& one, std::size_t head_bytes, std::size_t body_bytes, connection_fate& then
)
{
    if (body_bytes > limits::api_body_bytes_max) {
        then = connection_fate::close;
        const refusal too_large{413, "the list of registrations is too large"};
        co_return make_refusal(too_large, then);
    }
    one.limit.arm(limits::api_message_time);
    while (one.in.size() < head_bytes + body_bytes) {
        const bool came = co_await read_more(one);
        if (came) continue;
        then = connection_fate::close;
        const refusal cut{400, "the body is incomplete"};
        co_return make_refusal(cut, then);
    }
    auto read = parse_registrations(std::string_view(one.in).substr(head_bytes, body_bytes));
    one.in.erase(0, head_bytes + body_bytes);
    if (const auto* why = std::get_if<refusal>(&read)) co_return make_refusal(*why, then);
    auto& list = std::get<std::vector<secrets::registration>>(read);
    spdlog::debug("secrets: {} registrations from Datasette's plugins", list.size());
    const auto refused = secrets_.register_from_plugins(std::move(list));
    co_return make_registered_answer(refused, then);
}

/// The caller gets the secret nevertheless. A full disk would cause this warning at each access.
void api_socket::warn_unrecorded(const secrets::found_secret& found)
{
    const auto now = steady_clock::now();
    if (now - warned_ < limits::api_warning_pause) return;
    warned_ = now;
    spdlog::warn("secrets: cannot record accesses: {}", found.unrecorded->message);
}

}  // namespace dsgw::secrets_api
