#include "gateway/request/display_names.hpp"

#include "tests/unit/support/vectors.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(display_names_)

BOOST_AUTO_TEST_CASE(shows_the_username_else_the_name_else_the_id)
{
    const auto account = [](const char* name, const char* actor) {
        return auth::account{name, "hash", auth::test::make_actor(actor)};
    };
    const display_names names(auth::account_book(
        {account("a", R"({"id":"1","name":"Ann","username":"ann"})"),
         account("b", R"({"id":"2","name":"Bob","username":""})"),
         account("c", R"({"id":"3","name":7})"), account("d", R"({"id":4,"name":"Dan"})"),
         account("e", R"({"id":"1","name":"another of the same id"})")}
    ));
    BOOST_TEST(names.name_of("1") == "ann");
    BOOST_TEST(names.name_of("2") == "Bob");
    BOOST_TEST(names.name_of("3") == "3");
    BOOST_TEST(names.name_of("4") == "Dan");
    BOOST_TEST(names.name_of("unknown id") == "unknown id");
    BOOST_TEST(names.name_of("").empty());
}

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
        BOOST_TEST(display_name_of(who) == name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
