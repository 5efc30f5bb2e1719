#include "gateway/pages/form_check.hpp"

#include "gateway/request/form_token.hpp"
#include "tests/unit/gateway/pages/page_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::page_fixture;
using dsgw::test::request_text;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(form_check)

namespace {

const std::string form_type = "Content-Type: application/x-www-form-urlencoded\r\n";
const std::string some_body = "Content-Length: 9\r\n";

/// A POST of a page, as a form of the gateway sends it.
struct post
{
    explicit post(
        page_fixture& at, const std::string& cookie = {}, const std::string& lines = form_type
    )
        : one(at.at, request_text("POST /-/password-tool HTTP/1.1", some_body + lines)),
          visit{one.ex, at.services, at.at, copy_page_request(one.ex.request)}
    {
        if (!cookie.empty()) one.log_in_by_cookie(cookie);
    }

    /// The status of the refusal, 0 if there is none.
    unsigned check(const std::string& form)
    {
        visit.request.form = parse_form_body(form);
        const auto problem = dsgw::check_form(visit);
        return problem ? problem->status : 0;
    }

    test_exchange one;
    page_visit visit;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_program_needs_no_token)
{
    page_fixture at;
    BOOST_TEST(post(at).check("a=b") == 0U);
    BOOST_TEST(post(at, at.session()).check("a=b") == 0U);  // no cookie line: Basic, say
}

BOOST_AUTO_TEST_CASE(a_browser_needs_one)
{
    page_fixture at;
    for (const std::string line :
         {"Origin: http://data.example.org\r\n", "Sec-Fetch-Site: same-origin\r\n",
          "Cookie: ds_actor=x\r\n", "Cookie: ds_gateway_form=x\r\n"})
        BOOST_TEST(post(at, {}, form_type + line).check("a=b") == 403U, line);
}

BOOST_AUTO_TEST_CASE(a_token_is_good_for_its_session_only)
{
    page_fixture at;
    const auto lines = form_type + "Sec-Fetch-Site: same-origin\r\n";
    post mine(at, at.session("one"), lines), other(at, at.session("two"), lines),
        nobody(at, {}, lines);
    const auto token = make_form_token(mine.one.ex);
    BOOST_TEST(mine.check("csrftoken=" + token) == 0U);
    BOOST_TEST(other.check("csrftoken=" + token) == 403U);
    BOOST_TEST(nobody.check("csrftoken=" + token) == 403U);
    BOOST_TEST(mine.check("csrftoken=") == 403U);
    BOOST_TEST(mine.check("csrftoken=" + token + "x") == 403U);
    BOOST_TEST(mine.check("token=" + token) == 403U);
}

BOOST_AUTO_TEST_CASE(an_anonymous_form_token_is_bound_to_a_cookie)
{
    page_fixture at;
    post first(at);
    const auto token = make_form_token(first.visit);
    const auto cookie = first.visit.new_form_cookie;
    BOOST_TEST_REQUIRE(cookie != "");
    BOOST_TEST(make_form_token(first.visit) != "");
    BOOST_TEST(first.visit.new_form_cookie == cookie);
    const auto with = [&](const std::string& value) {
        return post(at, {}, form_type + "Cookie: ds_gateway_form=" + value + "\r\n")
            .check("csrftoken=" + token);
    };
    BOOST_TEST(with(cookie) == 0U);
    BOOST_TEST(with("another") == 403U);
    BOOST_TEST(with(std::string(65, 'x')) == 403U);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_no_form_is_refused)
{
    page_fixture at;
    BOOST_TEST(post(at, {}, "").check("a=b") == 415U);
    BOOST_TEST(post(at, {}, "Content-Type: text/plain\r\n").check("a=b") == 415U);
    BOOST_TEST(post(at).check("a=%zz") == 400U);
}

BOOST_AUTO_TEST_SUITE_END()
