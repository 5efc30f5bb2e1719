#include "auth/allow_block.hpp"

#include "tests/unit/support/vectors.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(allow_block_)

namespace {

bool matches(const char* actor, const char* allow)
{
    return actor_matches_allow(boost::json::parse(actor), boost::json::parse(allow));
}

}  // namespace

BOOST_AUTO_TEST_CASE(decides_as_datasette_in_every_recorded_case)
{
    const auto vectors = test::load_vectors("allow.json");
    std::size_t allowed = 0;
    std::size_t raised = 0;
    for (const auto& one : vectors.at("cases").as_array()) {
        const boost::json::object& recorded = one.as_object();
        const boost::json::value* result = recorded.if_contains("result");
        const bool expected = result != nullptr && result->as_bool();
        BOOST_TEST(
            actor_matches_allow(recorded.at("actor"), recorded.at("allow")) == expected,
            boost::json::serialize(one)
        );
        allowed += expected ? 1 : 0;
        raised += result == nullptr ? 1 : 0;
    }
    BOOST_TEST(vectors.at("cases").as_array().size() == 226U);
    BOOST_TEST(allowed > 50U);
    BOOST_TEST(raised > 10U);
}

BOOST_AUTO_TEST_CASE(what_datasette_chokes_on_without_looking_at_the_actor_is_reported)
{
    for (const char* good :
         {"null", "true", "false", "{}", R"({"id":"*"})", R"({"id":["a",1,true,null,2.5]})",
          R"({"unauthenticated":true})", R"({"id":[],"roles":"x"})"}) {
        BOOST_TEST(!check_allow_block(boost::json::parse(good)).has_value(), good);
    }
    for (const char* bad :
         {"0", "1", "\"\"", "\"*\"", "[]", R"(["root"])", "1.5", R"({"id":[["a"]]})",
          R"({"id":{}})", R"({"id":{"x":1}})", R"({"id":["a",{"x":1}]})",
          R"({"ok":"a","roles":[[]]})"}) {
        BOOST_TEST(check_allow_block(boost::json::parse(bad)).has_value(), bad);
    }
    const auto wrong = check_allow_block(boost::json::parse(R"({"roles":[[]]})"));
    BOOST_TEST(wrong->message.find("roles") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(numbers_are_compared_by_exact_value)
{
    BOOST_TEST(matches(R"({"id":9007199254740992})", R"({"id":9007199254740992.0})"));
    // A float cannot hold 2^53 + 1; Python does not round the integer to find them equal.
    BOOST_TEST(!matches(R"({"id":9007199254740993})", R"({"id":9007199254740992.0})"));
    BOOST_TEST(matches(R"({"id":18446744073709551615})", R"({"id":18446744073709551615})"));
    BOOST_TEST(!matches(R"({"id":18446744073709551615})", R"({"id":-1})"));
    BOOST_TEST(!matches(R"({"id":18446744073709551615})", R"({"id":18446744073709551616.0})"));
    BOOST_TEST(!matches(R"({"id":1e300})", R"({"id":1})"));
    BOOST_TEST(matches(R"({"id":-0.0})", R"({"id":false})"));
    BOOST_TEST(!matches(R"({"id":1.5})", R"({"id":1})"));
}

BOOST_AUTO_TEST_CASE(an_actor_that_is_no_object_is_let_in_by_no_block)
{
    for (const char* actor : {"\"root\"", "1", "[]", "true"}) {
        BOOST_TEST(!matches(actor, R"({"id":"*"})"), actor);
        BOOST_TEST(!matches(actor, R"({"unauthenticated":true})"), actor);
    }
}

BOOST_AUTO_TEST_SUITE_END()
