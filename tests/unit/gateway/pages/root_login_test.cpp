#include "gateway/http/target_path.hpp"
#include "gateway/pages/pages.hpp"
#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(root_login_test)

namespace {

std::string header_of(const reply& made, std::string_view name)
{
    std::string values;
    for (const auto& [each, value] : made.headers) {
        if (each == name) values += "<" + value + ">";
    }
    return values;
}

reply answer_to(test_exchange& one, root_link* link)
{
    const auto token = query_parameter(one.ex.request.target, "token");
    return redeem_root_link(one.ex, link, token);
}

reply answer_to_token(root_link* link, const std::string& target)
{
    test_exchange one(make_thread_config(), request_text("GET " + target + " HTTP/1.1"));
    return answer_to(one, link);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_root_link_opens_a_session_once)
{
    root_link link;
    const auto target = "/sub/-/auth-token?x=y&token=" + link.token();
    const auto at = make_thread_config("{}", "/sub/");
    test_exchange one(at, request_text("GET " + target + " HTTP/1.1"));
    const auto made = answer_to(one, &link);
    BOOST_TEST(made.status == 302u);
    BOOST_TEST(header_of(made, "Location") == "</sub/>");
    const auto set = header_of(made, "Set-Cookie");
    const std::string begin = "<ds_actor=";
    const std::string end = "; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax>";
    BOOST_TEST_REQUIRE(set.size() > begin.size() + end.size());
    BOOST_TEST(set.substr(0, begin.size()) == begin);
    BOOST_TEST(set.substr(set.size() - end.size()) == end);
    const auto cookie = set.substr(begin.size(), set.size() - begin.size() - end.size());
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto read = auth::read_actor_cookie(*at->signer, cookie, now);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->who->text() == "{\"id\":\"root\"}");
    BOOST_TEST(at->sessions->open(read->sealed, read->who->text(), read->expires).has_value());
    const auto max_age = at->settings().session.max_age;
    BOOST_TEST((read->expires <= now + max_age));
    BOOST_TEST((read->expires > now + max_age - std::chrono::minutes(5)));

    const auto again = answer_to_token(&link, target);
    BOOST_TEST(again.status == 403u);
    BOOST_TEST(again.body.find("Root token has already been used") != std::string::npos);
    BOOST_TEST(header_of(again, "Set-Cookie") == "");
}

BOOST_AUTO_TEST_CASE(over_https_the_session_cookie_is_secure)
{
    root_link link;
    test_exchange one(
        make_thread_config(), request_text("GET /-/auth-token?token=" + link.token() + " HTTP/1.1")
    );
    one.ex.origin.scheme = "https";
    const auto set = header_of(answer_to(one, &link), "Set-Cookie");
    BOOST_TEST(set.find("; Path=/; HttpOnly; SameSite=Lax; Secure>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_wrong_root_token_opens_nothing)
{
    root_link link;
    for (const auto& target :
         {std::string("/-/auth-token"), std::string("/-/auth-token?token="),
          "/-/auth-token?token=" + std::string(64, '0'), "/-/auth-token?x=" + link.token(),
          "/-/auth-token?token=x&token=" + link.token(), "/-/auth-token?token=+" + link.token()}) {
        const auto made = answer_to_token(&link, target);
        BOOST_TEST(made.status == 403u, target);
        BOOST_TEST(made.body.find("Invalid token") != std::string::npos, target);
        BOOST_TEST(header_of(made, "Set-Cookie") == "", target);
    }
    BOOST_TEST(answer_to_token(&link, "/-/auth-token?token=" + link.token()).status == 302u);
    const auto none = answer_to_token(nullptr, "/-/auth-token?token=" + link.token());
    BOOST_TEST(none.status == 403u);
    BOOST_TEST(none.body.find("--root") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
