#pragma once

// An exchange with a small configuration, as the session would hold it.

#include "gateway/request/challenge.hpp"
#include "gateway/request/decide.hpp"
#include "gateway/request/exchange.hpp"
#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <variant>

namespace dsgw::test {

/// @param metadata  the text of metadata.json.
inline std::shared_ptr<thread_config> make_thread_config(
    const std::string& metadata = "{}", const std::string& base_url = "/", std::string hsts = {}
)
{
    const temp_folder folder;
    config_inputs inputs;
    inputs.metadata = folder.write("metadata.json", metadata);
    inputs.settings = {{"base_url", base_url}};
    const auto loaded = load_config(inputs);
    BOOST_TEST_REQUIRE(loaded.value, text_of(loaded.problems));
    process_keys keys{};
    keys.signer = std::make_shared<const auth::cookie_signer>("not a secret");
    keys.forms = std::make_shared<const csrf_tokens>("not a secret");
    keys.sessions = std::make_shared<const auth::session_sealer>(auth::session_key{}, "a site");
    return std::make_shared<thread_config>(loaded.value, keys, std::move(hsts));
}

/// All values of that header, each in angle brackets.
inline std::string header_of(const reply& made, std::string_view name)
{
    std::string values;
    for (const auto& [each, value] : made.headers) {
        if (each == name) values += "<" + value + ">";
    }
    return values;
}

/// The cookie of a session that no account opened.
inline std::string make_session_of(
    const thread_config& at, const auth::actor& who, const std::string& id, auth::unix_time expires
)
{
    auto session =
        auth::session_sealer::make_session(auth::session_origin::root_link, auth::unix_now());
    session.id = id;
    return auth::make_session_cookie(*at.signer, *at.sessions, who, session, expires);
}

/// One request.
class test_exchange
{
public:
    test_exchange(std::shared_ptr<thread_config> at, std::string text) : text_(std::move(text))
    {
        ex.reset(std::move(at), steady_clock::now());
        const auto parsed = parse_request_head(text_, {}, ex.request);
        if (!parsed) BOOST_FAIL(name_of(parsed.error()));
        ex.client_version = ex.request.version;
        ex.is_head = ex.request.verb == boost::beast::http::verb::head;
        ex.wants_keep_alive = ex.request.keep_alive;
        ex.format = find_reply_format(ex.request);
        ex.origin.address = "192.0.2.1";
        ex.origin.scheme = "http";
        ex.origin.host = ex.request.host;
    }
    test_exchange(const test_exchange&) = delete;
    test_exchange& operator=(const test_exchange&) = delete;

    /// The decision about this client, which must let the request through to Datasette.
    [[nodiscard]] cleared clear()
    {
        ex.route = find_route(ex.request.target, ex.config->snapshot->base_url);
        ex.is_public = is_public(ex);
        const auto made = settle(ex, ex.identity);
        const auto* passed = std::get_if<decided::forward>(&made);
        BOOST_TEST_REQUIRE(passed != nullptr);
        return passed->cleared;
    }

    /// As a client with this ds_actor cookie.
    void log_in_by_cookie(const std::string& cookie)
    {
        auth::presented_credentials presented;
        presented.actor_cookie = cookie;
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        const auto answer = ex.config->authenticator.authenticate(presented, ex.began, now);
        const auto* who = std::get_if<auth::identity>(&answer);
        BOOST_TEST_REQUIRE(who != nullptr);
        ex.identity = *who;
    }

    /// As the account with these Basic credentials, whose password is taken to match.
    void log_in_by_password(const std::string& authorization)
    {
        auth::presented_credentials presented;
        presented.authorization = authorization;
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto answer = ex.config->authenticator.authenticate(presented, ex.began, now);
        auto* pending = std::get_if<auth::pending_check>(&answer);
        BOOST_TEST_REQUIRE(pending != nullptr);
        const auto settled = ex.config->authenticator.settle(
            pending->job.digest, pending->known, auth::kdf_outcome::match, ex.began
        );
        const auto* who = std::get_if<auth::identity>(&settled);
        BOOST_TEST_REQUIRE(who != nullptr);
        ex.identity = *who;
    }

    /// As the actor that Datasette names for the request's Bearer token.
    void log_in_by_token()
    {
        auth::presented_credentials presented;
        presented.authorization = ex.request.authorization;
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto answer = ex.config->authenticator.authenticate(presented, ex.began, now);
        auto* pending = std::get_if<auth::pending_token>(&answer);
        BOOST_TEST_REQUIRE(pending != nullptr);
        const auto bot = std::make_shared<const auth::actor>(boost::json::object{{"id", "bot"}});
        const auth::token_answer named{auth::token_answer::kind::named, bot, {}, 0};
        const auto settled =
            ex.config->authenticator.settle_token(pending->digest, named, ex.began);
        const auto* who = std::get_if<auth::identity>(&settled);
        BOOST_TEST_REQUIRE(who != nullptr);
        ex.identity = *who;
    }

    exchange ex;

private:
    const std::string text_;
};

}  // namespace dsgw::test
