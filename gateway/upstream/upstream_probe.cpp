#include "gateway/upstream/upstream_probe.hpp"

#include "auth/actor.hpp"
#include "auth/signed_cookie.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <boost/json/parse.hpp>

#include <spdlog/spdlog.h>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace dsgw {

namespace {

constexpr const char* probe_id = "datasette-gateway-probe";

std::string probe_cookie(const std::string& secret)
{
    const auth::actor who(boost::json::object{{"id", probe_id}});
    return "ds_actor=" +
           auth::make_upstream_cookie(
               auth::cookie_signer(secret), who, auth::unix_now() + limits::probe_lifetime
           );
}

/// The content of /-/actor.json.
enum class named_actor
{
    probe,
    anonymous,
    another,
    none,  ///< not the JSON of Datasette
};

named_actor read_actor(const std::string& body)
{
    boost::json::error_code ec;
    const auto parsed = boost::json::parse(body, ec);
    const auto* object = ec ? nullptr : parsed.if_object();
    const auto* who = object != nullptr ? object->if_contains("actor") : nullptr;
    if (who == nullptr) return named_actor::none;
    if (who->is_null()) return named_actor::anonymous;
    const auto* actor = who->if_object();
    const auto* id = actor != nullptr ? actor->if_contains("id") : nullptr;
    const bool is_probe = id != nullptr && id->is_string() && id->get_string() == probe_id;
    return is_probe ? named_actor::probe : named_actor::another;
}

probe_result unknown(std::string why)
{
    return {
        probe_outcome::unknown,
        std::move(why) + "; cannot tell whether it has the same DATASETTE_SECRET"};
}

probe_result refused()
{
    return {
        probe_outcome::refused,
        "that Datasette does not accept cookies signed by this gateway, so every user would be "
        "anonymous: start both with the same DATASETTE_SECRET"};
}

probe_result judge(unsigned status, named_actor named)
{
    if (status == 401)
        return unknown(
            "it requires a password itself (401): turn off http_basic_auth of "
            "datasette-auth-passwords there"
        );
    if (status != 200 || named == named_actor::none)
        return unknown(
            "it is not a working Datasette: the status of /-/actor.json is " +
            std::to_string(status)
        );
    switch (named) {
        case named_actor::probe:
            return {probe_outcome::accepted, ""};
        case named_actor::anonymous:
            return refused();
        default:
            return unknown(
                "it names a different actor than the signed one: a plugin there decides the actor"
            );
    }
}

class upstream_prober
{
public:
    upstream_prober(asio::io_context& context, upstream_endpoint at, const std::string& secret)
        : clock_(context), pool_(context, buffers_, clock_, nullptr), cookie_(probe_cookie(secret))
    {
        pool_.set_endpoint(std::move(at));
    }

    [[nodiscard]] task<probe_result> run()
    {
        const auto answer = co_await ask("/-/actor.json");
        if (!answer) co_return unknown("it does not respond like a Datasette");
        if (answer->status == 403) co_return co_await ask_closed();
        co_return judge(answer->status, read_actor(answer->body));
    }

private:
    [[nodiscard]] task<std::optional<fetch_response>> ask(std::string_view target)
    {
        fetch_request wanted;
        wanted.target = target;
        wanted.scheme = "http";
        wanted.accept = "text/html";
        wanted.cookie = cookie_;
        return pool_.fetch(upstream_settings(), "", std::move(wanted));
    }

    /// 0.65 hides /-/actor.json from users without view-instance. Its logout page is available
    /// to every actor (200), and redirects anonymous clients (302).
    [[nodiscard]] task<probe_result> ask_closed()
    {
        const auto logout = co_await ask("/-/logout");
        if (logout && logout->status == 200) co_return probe_result{probe_outcome::accepted, ""};
        const auto style = co_await ask("/-/static/app.css");
        const bool is_datasette = style && style->status == 200;
        if (is_datasette && logout && logout->status == 302) co_return refused();
        co_return unknown(
            "it responds with 403 to /-/actor.json, and its other pages do not show why"
        );
    }

    buffer_pool buffers_;
    deadline_clock clock_;
    upstream_pool pool_;
    std::string cookie_;
};

}  // namespace

task<probe_result> probe_upstream(
    asio::io_context& context, upstream_endpoint at, std::string secret
)
{
    upstream_prober prober(context, std::move(at), secret);
    co_return co_await prober.run();
}

task<> require_usable_upstream(asio::io_context& context, upstream_endpoint at, std::string secret)
{
    const auto found = co_await probe_upstream(context, std::move(at), std::move(secret));
    if (found.outcome == probe_outcome::refused)
        throw std::runtime_error("--upstream: " + found.text);
    if (found.outcome == probe_outcome::unknown) spdlog::warn("--upstream: {}", found.text);
}

task<bool> is_usable_upstream(asio::io_context& context, upstream_endpoint at, std::string secret)
{
    try {
        co_await require_usable_upstream(context, std::move(at), std::move(secret));
    } catch (const std::runtime_error& e) {
        spdlog::error("{}", e.what());
        co_return false;
    }
    co_return true;
}

probe_result probe_upstream_now(const upstream_endpoint& at, const std::string& secret)
{
    asio::io_context context{1};
    probe_result found{probe_outcome::unknown, ""};
    std::exception_ptr failure;
    asio::co_spawn(
        context.get_executor(), probe_upstream(context, at, secret),
        [&](const std::exception_ptr& thrown, probe_result result) {
            failure = thrown;
            found = std::move(result);
            context.stop();
        }
    );
    context.run();
    if (failure) std::rethrow_exception(failure);
    return found;
}

}  // namespace dsgw
