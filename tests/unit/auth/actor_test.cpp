#include "auth/actor.hpp"

#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(actor_)

BOOST_AUTO_TEST_CASE(text_is_compact_keeps_key_order_and_leaves_unicode_alone)
{
    const auto who = test::make_actor(R"( { "z" : 1, "id": "caf\u00e9 ☃", "a": [true, null] } )");
    BOOST_TEST(who->text() == "{\"z\":1,\"id\":\"café ☃\",\"a\":[true,null]}");
}

BOOST_AUTO_TEST_CASE(id_is_the_string_itself_or_json_text_or_nothing)
{
    const struct
    {
        const char* json;
        const char* id;
    } cases[] = {
        {R"({"id":"root"})", "root"}, {R"({"id":"q\"uo"})", "q\"uo"},
        {R"({"id":""})", ""},         {R"({"id":7})", "7"},
        {R"({"id":null})", "null"},   {R"({"id":{"x":1}})", R"({"x":1})"},
        {R"({"name":"no id"})", ""},  {R"({})", ""},
    };
    for (const auto& one : cases)
        BOOST_TEST(test::make_actor(one.json)->id() == one.id, one.json);
}

BOOST_AUTO_TEST_CASE(keeps_the_object_itself)
{
    const auto who = test::make_actor(R"({"id":"n","nested":{"deep":[1,null,1.5]}})");
    BOOST_TEST(who->json().at("nested").at("deep").as_array().size() == 3U);
    BOOST_TEST(who->json().at("nested").at("deep").as_array()[2].as_double() == 1.5);
}

BOOST_AUTO_TEST_SUITE_END()
