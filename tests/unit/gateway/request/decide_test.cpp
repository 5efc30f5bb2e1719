#include "gateway/request/decide.hpp"

#include "auth/revocation_list.hpp"
#include "gateway/request/rewrite.hpp"
#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <string>
#include <type_traits>

using namespace dsgw;
using dsgw::test::make_session_of;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::some_hash;
using std::chrono::hours;

BOOST_AUTO_TEST_SUITE(decide_test)

namespace {

// Nothing is forwarded without a decision: these are errors of the compiler.
template <class... Arguments>
concept may_rewrite = requires(Arguments... arguments)
{
    rewrite_request(arguments...);
};

static_assert(may_rewrite<cleared, exchange&>);
static_assert(!may_rewrite<exchange&>);
static_assert(!may_rewrite<bearer_use, exchange&>);
static_assert(!std::default_initializable<cleared>);
static_assert(!std::is_constructible_v<cleared, bearer_use>);

const std::string accounts =
    R"("datasette-auth-passwords": {"http_basic_auth": true, "amy_password_hash": ")" + some_hash +
    "\"}";

/// @param settings  of the gateway.
std::shared_ptr<thread_config> make_site(const std::string& settings = "{}")
{
    return make_thread_config(
        "{\"plugins\": {" + accounts + ", \"datasette-gateway\": " + settings + "}}"
    );
}

/// One request, decided.
struct decided_request
{
    decided_request(
        const std::shared_ptr<thread_config>& config, const std::string& line,
        const std::string& lines = {}
    )
        : text(request_text(line, lines))
    {
        ex.reset(config, steady_clock::now());
        made = decide(ex, text, facts);
    }

    decided_request(const decided_request&) = delete;

    /// "refuse not_found", "challenge no_credentials", "own_page", "forward" …
    [[nodiscard]] std::string shown() const
    {
        if (const auto* each = std::get_if<decided::refuse>(&made))
            return "refuse " + std::string(name_of(each->code));
        if (const auto* each = std::get_if<decided::challenge>(&made))
            return "challenge " + std::string(auth::name_of(each->why));
        if (std::holds_alternative<decided::preflight>(made)) return "preflight";
        if (std::holds_alternative<decided::own_page>(made)) return "own_page";
        if (std::holds_alternative<decided::hash_password>(made)) return "hash_password";
        if (std::holds_alternative<decided::check_token>(made)) return "check_token";
        return "forward";
    }

    std::string text;
    exchange ex;
    decision_facts facts{{"192.0.2.1", false}, 1, 0, false};
    decision made;
};

std::string decide_on(
    const std::shared_ptr<thread_config>& config, const std::string& line,
    const std::string& lines = {}
)
{
    return decided_request(config, line, lines).shown();
}

const std::string amy = "Authorization: Basic YW15OnNlY3JldA==\r\n";

std::string session_line(const thread_config& config, const std::string& id, hours left)
{
    const auth::actor root(boost::json::object{{"id", "amy"}});
    return "Cookie: ds_actor=" + make_session_of(config, root, id, auth::unix_now() + left) +
           "\r\n";
}

}  // namespace

BOOST_AUTO_TEST_CASE(refuses_a_malformed_request_before_anything_else)
{
    const auto site = make_site(R"({"limits": {"body_bytes": 10}})");
    const auto wrong_host = "Host: b\r\n" + amy;
    BOOST_TEST(decide_on(site, "GET / HTTP/1.1", wrong_host) == "refuse repeated_host");
    BOOST_TEST(decide_on(site, "GET x HTTP/1.1", amy) == "refuse malformed_target");
    const auto post = "POST /x HTTP/1.1";
    BOOST_TEST(decide_on(site, post, "Content-Length: 11\r\n") == "refuse body_too_large");
    BOOST_TEST(decide_on(site, post, "Content-Length: 10\r\n") == "challenge no_credentials");
}

BOOST_AUTO_TEST_CASE(challenges_requests_without_valid_credentials)
{
    const auto site = make_site();
    BOOST_TEST(decide_on(site, "GET /x HTTP/1.1") == "challenge no_credentials");
    BOOST_TEST(decide_on(site, "GET /-/secrets HTTP/1.1") == "challenge no_credentials");
    // The client learns nothing about other spellings of own pages before it has logged in.
    BOOST_TEST(decide_on(site, "GET /-/secrets/ HTTP/1.1") == "challenge no_credentials");
    const std::string name = "Authorization: ";
    BOOST_TEST(decide_on(site, "GET /x HTTP/1.1", name + "Basic !\r\n") == "challenge malformed");
    BOOST_TEST(decide_on(site, "GET /x HTTP/1.1", name + "Digest a\r\n") == "challenge malformed");
    const auto token = name + "Bearer dsgw_1\r\n";
    BOOST_TEST(decide_on(site, "GET /x HTTP/1.1", token) == "challenge wrong");
}

BOOST_AUTO_TEST_CASE(says_why_a_session_does_not_count)
{
    auth::revocation_list logged_out;
    const auto site = make_site();
    process_keys keys{};
    keys.signer = site->signer;
    keys.forms = site->forms;
    keys.sessions = site->sessions;
    keys.logged_out = &logged_out;
    keys.root_enabled = true;
    const auto config = std::make_shared<thread_config>(site->snapshot, keys, "");
    const auto line = "GET /x HTTP/1.1";
    BOOST_TEST(decide_on(config, line, session_line(*site, "one", hours(1))) == "forward");
    const auto old = session_line(*site, "one", hours(-1));
    BOOST_TEST(decide_on(config, line, old) == "challenge expired");
    BOOST_TEST(!logged_out.revoke("one", auth::unix_now() + hours(1), auth::unix_now()));
    const auto revoked = session_line(*site, "one", hours(1));
    BOOST_TEST(decide_on(config, line, revoked) == "challenge logged_out");
    BOOST_TEST(decide_on(config, line, "Cookie: ds_actor=junk\r\n") == "challenge no_credentials");
}

BOOST_AUTO_TEST_CASE(public_paths_need_no_credentials_but_wrong_ones_are_refused)
{
    const auto site = make_site(R"({"public": ["/x"]})");
    BOOST_TEST(decide_on(site, "GET /x HTTP/1.1") == "forward");
    BOOST_TEST(decide_on(site, "GET /y HTTP/1.1") == "challenge no_credentials");
    const auto junk = "Cookie: ds_actor=junk\r\n";
    BOOST_TEST(decide_on(site, "GET /x HTTP/1.1", junk) == "forward");
    const auto malformed = "Authorization: Basic !\r\n";
    BOOST_TEST(decide_on(site, "GET /x HTTP/1.1", malformed) == "challenge malformed");
}

BOOST_AUTO_TEST_CASE(unknown_credentials_name_the_one_check_to_make)
{
    decided_request password(make_site(), "GET /x HTTP/1.1", amy);
    BOOST_TEST_REQUIRE(password.shown() == "hash_password");
    const auto& check = std::get<decided::hash_password>(password.made).check;
    BOOST_TEST(check.user == "amy");
    BOOST_TEST(check.known != nullptr);
    const auto token = "Authorization: Bearer dstok_1\r\n";
    BOOST_TEST(decide_on(make_site(), "GET /x HTTP/1.1", token) == "check_token");
}

BOOST_AUTO_TEST_CASE(the_result_of_the_check_completes_the_decision)
{
    using enum auth::refusal;
    decided_request one(make_site(), "GET /x HTTP/1.1", amy);
    for (const auto& [why, expected] : {
             std::pair{wrong, "challenge wrong"},
             {overloaded, "refuse kdf_queue_full"},
             {throttled, "refuse too_many_tries"},
             {unverified, "refuse token_unverified"},
         }) {
        one.made = settle(one.ex, why);
        BOOST_TEST(one.shown() == expected);
    }
    auto& check = std::get<decided::hash_password>(one.made = decide(one.ex, one.text, one.facts));
    auto& judge = one.ex.config->authenticator;
    const auto who = judge.settle(
        check.check.job.digest, check.check.known, auth::kdf_outcome::match, steady_clock::now()
    );
    one.made = settle(one.ex, who);
    BOOST_TEST(one.shown() == "forward");
    BOOST_TEST(one.ex.actor_id == "amy");
}

BOOST_AUTO_TEST_CASE(an_anonymous_identity_opens_nothing_with_http_basic_auth)
{
    decided_request one(make_site(), "GET /x HTTP/1.1");
    one.made = settle(one.ex, auth::identity());
    BOOST_TEST(one.shown() == "challenge no_credentials");
}

BOOST_AUTO_TEST_CASE(without_accounts_forwards_anonymous_requests_and_serves_own_pages)
{
    const auto site = make_thread_config();
    BOOST_TEST(decide_on(site, "GET /x HTTP/1.1") == "forward");
    BOOST_TEST(decide_on(site, "GET /-/login HTTP/1.1") == "own_page");
    BOOST_TEST(decide_on(site, "GET /-/%73ecrets HTTP/1.1") == "own_page");
    BOOST_TEST(decide_on(site, "GET /-/secrets/ HTTP/1.1") == "refuse not_found");
    const auto foreign = "Origin: http://elsewhere.example\r\nContent-Length: 0\r\n";
    BOOST_TEST(decide_on(site, "POST /x HTTP/1.1", foreign) == "refuse cross_origin");
    BOOST_TEST(decide_on(site, "POST /-/login HTTP/1.1", foreign) == "refuse cross_origin");
}

BOOST_AUTO_TEST_CASE(the_link_of_root_needs_no_other_credentials)
{
    decided_request one(make_site(), "GET /-/auth-token?token=1 HTTP/1.1");
    BOOST_TEST(one.shown() == "challenge no_credentials");
    one.facts.has_root_link = true;
    one.made = decide(one.ex, one.text, one.facts);
    BOOST_TEST(one.shown() == "own_page");
}

BOOST_AUTO_TEST_CASE(preflights_pass_only_where_the_setting_allows_them)
{
    const auto line = "OPTIONS /x HTTP/1.1";
    const auto lines = "Origin: http://a\r\nAccess-Control-Request-Method: GET\r\n";
    BOOST_TEST(decide_on(make_site(), line, lines) == "challenge no_credentials");
    BOOST_TEST(decide_on(make_site(R"({"cors_preflight": true})"), line, lines) == "preflight");
}

BOOST_AUTO_TEST_CASE(a_reload_while_the_client_waits_decides_again)
{
    decided_request one(make_site(), "GET /x HTTP/1.1", amy);
    BOOST_TEST_REQUIRE(one.shown() == "hash_password");
    one.made = decide_again(one.ex, make_site(R"({"public": ["/x"]})"), one.facts);
    BOOST_TEST(one.shown() == "hash_password");
    const auto without_amy =
        make_thread_config(R"({"plugins": {"datasette-auth-passwords": {"http_basic_auth": true}}})"
        );
    one.made = decide_again(one.ex, without_amy, one.facts);
    BOOST_TEST(one.shown() == "challenge wrong");
    BOOST_TEST((one.ex.config == without_amy));
}

BOOST_AUTO_TEST_CASE(fills_in_the_data_for_the_access_log)
{
    decided_request one(make_site(), "HEAD /x.json?token=1 HTTP/1.0", "X-Request-Id: a\r\n");
    BOOST_TEST(one.ex.method == "HEAD");
    BOOST_TEST(one.ex.target == "/x.json?token=***");
    BOOST_TEST(one.ex.is_head);
    BOOST_TEST(one.ex.client_version == 10U);
    BOOST_TEST(one.ex.client == "192.0.2.1");
    BOOST_TEST((one.ex.format == reply_format::json));
}

BOOST_AUTO_TEST_CASE(the_last_request_of_a_connection_closes_it)
{
    const auto site = make_site(R"({"limits": {"requests_per_connection": 2}})");
    decided_request one(site, "GET /x HTTP/1.1");
    BOOST_TEST(one.ex.wants_keep_alive);
    one.facts.request_number = 2;
    one.made = decide(one.ex, one.text, one.facts);
    BOOST_TEST(!one.ex.wants_keep_alive);
}

BOOST_AUTO_TEST_SUITE_END()
