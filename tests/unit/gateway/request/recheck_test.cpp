#include "gateway/request/recheck.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::some_hash;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(recheck_test)

namespace {

/// @param account   of amy: her hash, or "".
/// @param settings  of the gateway.
std::shared_ptr<thread_config> make_site(
    const std::string& account, const std::string& settings = "{}", const std::string& actors = "{}"
)
{
    const auto hash = account.empty() ? "" : ", \"amy_password_hash\": \"" + account + '"';
    return make_thread_config(
        R"({"plugins": {"datasette-auth-passwords": {"http_basic_auth": true)" + hash +
        ", \"actors\": " + actors + "}, \"datasette-gateway\": " + settings + "}}"
    );
}

const std::string basic = "Basic YW15OnNlY3JldA==";

/// "" or the name of the error.
std::string lost(test_exchange& one, const thread_config& current)
{
    const auto granted = recheck(one.ex, current);
    return granted ? std::string() : std::string(name_of(granted.error()));
}

test_exchange& as_amy(test_exchange& one)
{
    one.log_in_by_password(basic);
    return one;
}

const std::string line = request_text("GET /x HTTP/1.1");

}  // namespace

BOOST_AUTO_TEST_CASE(a_reload_ends_the_access_of_a_removed_account)
{
    test_exchange one(make_site(some_hash), line);
    as_amy(one);
    BOOST_TEST(lost(one, *make_site(some_hash)) == "");
    BOOST_TEST(lost(one, *make_site("")) == "credentials_required");
}

BOOST_AUTO_TEST_CASE(a_request_gets_the_present_actor_of_its_account)
{
    test_exchange one(make_site(some_hash), line);
    as_amy(one);
    one.ex.upstream_head = "GET /x HTTP/1.1\r\nCookie: ds_actor=old\r\n\r\n";
    const auto now = make_site(some_hash, "{}", R"({"amy": {"id": "amelia"}})");
    BOOST_TEST(lost(one, *now) == "");
    BOOST_TEST(one.ex.actor_id == "amelia");
    BOOST_TEST(one.ex.upstream_head.find("ds_actor=old") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_path_must_still_be_public_for_an_anonymous_request)
{
    const std::string open = R"({"public": ["/x"]})";
    test_exchange one(make_site(some_hash, open), line);
    one.ex.is_public = true;
    BOOST_TEST(lost(one, *make_site(some_hash, open)) == "");
    const auto closed = make_site(some_hash, R"({"public": ["/y"]})");
    BOOST_TEST(lost(one, *closed) == "credentials_required");
    BOOST_TEST(lost(one, *make_thread_config()) == "");
}

BOOST_AUTO_TEST_CASE(a_token_must_be_checked_again_after_a_reload)
{
    test_exchange one(make_site(some_hash), line);
    as_amy(one);
    one.ex.forwards_bearer = true;
    BOOST_TEST(lost(one, *one.ex.config) == "");
    BOOST_TEST(lost(one, *make_site(some_hash)) == "token_unverified");
    BOOST_TEST(one.ex.retry_after.has_value());
}

BOOST_AUTO_TEST_CASE(a_grant_outlives_the_exchange)
{
    request_grant given;
    {
        test_exchange one(make_site(some_hash), line);
        as_amy(one);
        given = grant_of(one.ex);
    }
    auto who = given.identity;
    BOOST_TEST(recheck(given, *make_site(some_hash), who).has_value());
    BOOST_TEST((recheck(given, *make_site(""), who) == errc::credentials_required));
    BOOST_TEST(!who);
}

BOOST_AUTO_TEST_CASE(an_own_page_follows_the_present_configuration)
{
    test_exchange one(make_site(some_hash), line);
    as_amy(one);
    const auto same = make_site(some_hash);
    BOOST_TEST(follow_reload(one.ex, same));
    BOOST_TEST((one.ex.config == same));
    BOOST_TEST(!follow_reload(one.ex, make_site("")));
    BOOST_TEST(!one.ex.identity);
}

BOOST_AUTO_TEST_SUITE_END()
