#include "gateway/request/bearer.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using dsgw::test::make_session_of;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::some_hash;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(bearer_test)

namespace {

const std::string with_accounts =
    R"({"plugins": {"datasette-auth-passwords": {"http_basic_auth": true, "amy_password_hash": ")" +
    some_hash + "\"}}}";

/// With an identity that Datasette named for a token, if `named`.
bearer_use use_of(const std::string& metadata, const std::string& value, bool named = false)
{
    test_exchange one(
        make_thread_config(metadata),
        request_text("GET /x HTTP/1.1", "Authorization: " + value + "\r\n")
    );
    if (named) one.log_in_by_token();
    return find_bearer_use(one.ex);
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_accounts_forwards_only_datasettes_tokens)
{
    BOOST_TEST((use_of("{}", "Bearer dstok_1") == bearer_use::forward));
    BOOST_TEST((use_of("{}", "bearer other") == bearer_use::drop));  // Datasette reads "Bearer"
    BOOST_TEST((use_of("{}", "Bearer dsgw_1") == bearer_use::drop));
    BOOST_TEST((use_of("{}", "Basic YTpi") == bearer_use::drop));
}

BOOST_AUTO_TEST_CASE(with_http_basic_auth_only_a_token_with_an_actor_is_forwarded)
{
    BOOST_TEST((use_of(with_accounts, "Bearer dstok_1") == bearer_use::drop));
    BOOST_TEST((use_of(with_accounts, "Bearer dstok_1", true) == bearer_use::forward));
}

BOOST_AUTO_TEST_CASE(a_token_opens_no_own_page_with_data)
{
    const auto config = make_thread_config(with_accounts);
    test_exchange one(config, request_text("GET /x HTTP/1.1", "Authorization: Bearer t\r\n"));
    one.log_in_by_token();
    using enum route_kind;
    for (const auto kind :
         {login, logout, password_tool, auth_token, gateway_status, secrets, secret, delete_secret,
          restore_secret}) {
        one.ex.route.kind = kind;
        BOOST_TEST(is_closed_to_token(one.ex));
    }
    for (const auto kind : {upstream, style_sheet, add_slash, not_found}) {
        one.ex.route.kind = kind;
        BOOST_TEST(!is_closed_to_token(one.ex));
    }
    one.ex.identity = nullptr;
    one.ex.route.kind = secrets;
    BOOST_TEST(!is_closed_to_token(one.ex));
}

BOOST_AUTO_TEST_SUITE_END()
