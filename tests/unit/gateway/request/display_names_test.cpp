#include "gateway/request/display_names.hpp"

#include "tests/unit/support/vectors.hpp"

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
    BOOST_TEST(names.name_of("somebody from elsewhere") == "somebody from elsewhere");
    BOOST_TEST(names.name_of("").empty());
}

BOOST_AUTO_TEST_SUITE_END()
