#include "tests/unit/gateway/pages/page_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using dsgw::test::header_of;
using dsgw::test::page_fixture;

BOOST_AUTO_TEST_SUITE(gateway_status_test)

namespace {

const std::string hash = "pbkdf2_sha256$1000$salt$ytboaGwCQBoTWVr1+GnFfI/sh+2xT7WOkLwmSa8MXBs=";

std::string site_for(const std::string& permissions)
{
    return R"({"permissions": )" + permissions +
           R"(, "plugins": {"datasette-auth-passwords": {"alice_password_hash": ")" + hash +
           R"(", "bob_password_hash": ")" + hash + R"("}}})";
}

const std::string request = "GET /-/gateway.json HTTP/1.1";

}  // namespace

BOOST_AUTO_TEST_CASE(shows_the_state_to_actors_with_the_permission)
{
    page_fixture at(site_for(R"({"gateway-status": {"id": "alice"}})"));
    at.services.started -= std::chrono::seconds(90);
    const auto made = at.ask(request, at.session());
    BOOST_TEST(made.status == 200u);
    BOOST_TEST(made.content_type == "application/json; charset=utf-8");
    BOOST_TEST(header_of(made, "Cache-Control") == "<private, no-store>");
    const auto told = boost::json::parse(made.body).as_object();
    BOOST_TEST(told.at("version").as_string() == DSGW_VERSION);
    BOOST_TEST(told.at("uptime_seconds").to_number<int>() >= 90);
    BOOST_TEST(told.at("uptime_seconds").to_number<int>() < 120);
    BOOST_TEST(boost::json::serialize(told.at("accounts")) == R"(["alice","bob"])");
    // Fewer rounds than advised: told, and by name only.
    BOOST_TEST(!told.at("warnings").as_array().empty());
    BOOST_TEST(made.body.find("pbkdf2_sha256$") == std::string::npos);
    BOOST_TEST(made.body.find("salt") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(refuses_everyone_else)
{
    for (const std::string permissions :
         {"{}", R"({"gateway-status": null})", R"({"gateway-status": {"id": "bob"}})",
          R"({"manage-secrets": {"id": "alice"}})"}) {
        page_fixture at(site_for(permissions));
        const auto made = at.ask(request, at.session());
        BOOST_TEST(made.status == 403u, permissions);
        BOOST_TEST(made.body.find("gateway-status") != std::string::npos);
        BOOST_TEST(made.body.find("bob") == std::string::npos);
    }
    page_fixture open(site_for(R"({"gateway-status": true})"));
    BOOST_TEST(open.ask(request).status == 403u, "nobody in particular");
    BOOST_TEST(open.ask(request, open.session()).status == 200u);
}

BOOST_AUTO_TEST_CASE(takes_no_other_method)
{
    page_fixture at(site_for(R"({"gateway-status": true})"));
    const auto made = at.ask("POST /-/gateway.json HTTP/1.1", at.session());
    BOOST_TEST(made.status == 405u);
    BOOST_TEST(header_of(made, "Allow") == "<GET, HEAD>");
}

BOOST_AUTO_TEST_SUITE_END()
