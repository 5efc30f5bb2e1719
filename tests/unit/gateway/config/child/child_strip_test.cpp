#include "gateway/config/child/child_strip.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace dsgw;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(child_strip)

namespace {

const std::string hash = "pbkdf2_sha256$1000$salt$qP5Qe7VbgzZZcfMp9WQnbIXVmUpZ3ukDCgJ1ZkH0q1I=";

struct stripped
{
    std::string text;
    std::set<std::string> variables;
};

stripped strip(const std::string& text, strip_options options = {})
{
    auto tree = json::parse(text).as_object();
    stripped made;
    strip_private_parts(tree, options, made.variables);
    made.text = json::serialize(tree);
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(removes_the_private_blocks_at_every_level)
{
    const std::string ours = R"("datasette-auth-passwords":{"a":1},)"
                             R"("datasette-gateway":{"b":2},"datasette-secrets":{"c":3})";
    BOOST_TEST(strip("{\"plugins\":{" + ours + "}}").text == "{}");
    BOOST_TEST(
        strip("{\"plugins\":{" + ours + ",\"other\":{}},\"title\":\"t\"}").text ==
        R"({"plugins":{"other":{}},"title":"t"})"
    );
    BOOST_TEST(
        strip(
            "{\"databases\":{\"d\":{\"plugins\":{" + ours + "},\"tables\":{\"t\":{\"plugins\":{" +
            ours + "}}}}}}"
        )
            .text == R"({"databases":{"d":{"tables":{"t":{}}}}})"
    );
}

BOOST_AUTO_TEST_CASE(keeps_the_block_of_secrets_at_the_top_only)
{
    const strip_options keep{true};
    const std::string block = R"({"plugins":{"datasette-secrets":{"database":"x"}}})";
    BOOST_TEST(strip(block, keep).text == block);
    BOOST_TEST(
        strip("{\"databases\":{\"d\":" + block + "}}", keep).text == R"({"databases":{"d":{}}})"
    );
}

BOOST_AUTO_TEST_CASE(removes_hashes_wherever_they_are)
{
    BOOST_TEST(
        strip("{\"a\":\"" + hash + "\",\"b\":{\"c\":\"" + hash + "\",\"d\":1}}").text ==
        R"({"b":{"d":1}})"
    );
    // The other elements keep their places.
    BOOST_TEST(
        strip("{\"a\":[1,\"" + hash + "\",[\"" + hash + "\"],2]}").text ==
        R"({"a":[1,null,[null],2]})"
    );
    for (const std::string text :
         {R"({"a":"pbkdf2"})", R"({"a":""})", R"({"a":{"plugins":7}})", R"({"plugins":{}})"})
        BOOST_TEST(strip(text).text == text);
}

BOOST_AUTO_TEST_CASE(collects_the_variables_of_what_it_removes)
{
    const auto made = strip(
        R"({"plugins":{"datasette-auth-passwords":{"a_password_hash":{"$env":"ONE"}},)"
        R"("datasette-secrets":{"encryption-key":{"$env":"TWO"}},"other":{"x":{"$env":"KEPT"}}}})"
    );
    BOOST_TEST(
        made.variables == (std::set<std::string>{"ONE", "TWO"}), boost::test_tools::per_element()
    );
    BOOST_TEST(made.text == R"({"plugins":{"other":{"x":{"$env":"KEPT"}}}})");
}

BOOST_AUTO_TEST_SUITE_END()
