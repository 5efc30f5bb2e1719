#include "gateway/request/actor_name.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(actor_name_test)

BOOST_AUTO_TEST_CASE(the_first_key_that_says_something_counts)
{
    const std::pair<std::string, std::string> cases[]{
        {R"({"id": "a", "login": "b", "username": "c", "name": "d", "display": "e"})", "e"},
        {R"({"id": "a", "login": "b", "username": "c", "name": "d", "display": ""})", "d"},
        {R"({"id": "a", "login": "b", "username": "c", "name": null})", "c"},
        {R"({"id": "a", "login": "b"})", "b"},
        {R"({"id": "é <a>"})", "é <a>"},
        {R"({"id": 7})", "7"},
        {R"({"id": 0, "name": false, "login": []})", R"({"id":0,"name":false,"login":[]})"},
        {R"({"role": "x"})", R"({"role":"x"})"},
    };
    for (const auto& [actor, name] : cases) {
        const auth::actor who(boost::json::parse(actor).as_object());
        BOOST_TEST(name_of_actor(who) == name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
