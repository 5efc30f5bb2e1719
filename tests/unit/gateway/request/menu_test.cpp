#include "gateway/request/menu.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

using namespace dsgw;
using dsgw::test::make_session_of;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(menu_test)

namespace {

const std::string with_form = R"({"permissions": {"manage-secrets": {"id": "alice"}},
    "plugins": {"datasette-auth-passwords": {"alice_password_hash":
        "pbkdf2_sha256$480000$c2FsdA$qP5Qe7VbgzZZcfMp9WQnbIXVmUpZ3ukDCgJ1ZkH0q1I="}}})";

struct visit
{
    explicit visit(
        const std::string& metadata, const std::string& who = {},
        const std::string& accept = "text/html", const std::string& base_url = "/"
    )
        : one(make_thread_config(metadata, base_url),
              request_text("GET / HTTP/1.1", "Accept: " + accept + "\r\n"))
    {
        if (who.empty()) return;
        const auth::actor actor(boost::json::object{{"id", who}});
        one.log_in_by_cookie(
            make_session_of(*one.ex.config, actor, "s", auth::unix_now() + std::chrono::hours(1))
        );
    }

    /// The links, then whether there is a logout.
    std::string entries()
    {
        const auto made = entries_for(one.ex);
        std::string text;
        for (const auto& link : made.links)
            text += link.href + ' ';
        return text + (made.logout ? made.logout->action : "-");
    }

    test_exchange one;
};

}  // namespace

BOOST_AUTO_TEST_CASE(anonymous_clients_get_a_login_entry)
{
    BOOST_TEST(visit(with_form).entries() == "/-/login -");
    BOOST_TEST(visit(with_form, {}, "text/html", "/p/").entries() == "/p/-/login -");
    BOOST_TEST(visit("{}").entries() == "-");
}

BOOST_AUTO_TEST_CASE(actors_get_what_they_may_open)
{
    BOOST_TEST(visit(with_form, "alice").entries() == "/-/secrets /-/logout");
    BOOST_TEST(visit(with_form, "bob").entries() == "/-/logout");
    BOOST_TEST(visit(with_form, "bob", "text/html", "/p/").entries() == "/p/-/logout");
}

BOOST_AUTO_TEST_CASE(only_pages_get_entries)
{
    BOOST_TEST(may_get_menu(visit(with_form).one.ex));
    BOOST_TEST(may_get_menu(visit(with_form, {}, "application/xml, text/html;q=0.9").one.ex));
    for (const std::string accept : {"*/*", "application/json", "text/plain"})
        BOOST_TEST(!may_get_menu(visit(with_form, "alice", accept).one.ex), accept);
    BOOST_TEST(!may_get_menu(visit("{}").one.ex));
    BOOST_TEST(may_get_menu(visit("{}", "alice").one.ex));
}

BOOST_AUTO_TEST_SUITE_END()
