#include "auth/signed_token.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(signed_token_test)

namespace {

const cookie_signer signer("s3cr3t");

std::string make_token(std::string_view claims) { return "dstok_" + signer.sign(claims, "token"); }

std::string read(std::string_view token)
{
    const auto got = read_signed_token(signer, token);
    if (!got) return "nothing";
    return got->actor_id + " " + std::to_string(got->created.time_since_epoch().count());
}

}  // namespace

/// @source itsdangerous 2.2, URLSafeSerializer("s3cr3t", "token"): plain, compressed.
BOOST_AUTO_TEST_CASE(reads_the_tokens_that_datasette_issues)
{
    BOOST_TEST(
        read("dstok_eyJhIjoiYW15IiwidCI6MTcwMDAwMDAwMH0.nFWxkqm4aAnlYU96DTPy1FGwGX8") ==
        "\"amy\" 1700000000"
    );
    BOOST_TEST(
        read("dstok_.eJyrVkpUslJKzK1U0lEqUbIyNDeAAh2lFCUrYzMQI75IyaoapC5aqSxTKba2FgBZyA1t."
             "BJMgvPKYy0MNxWNdj5D6HsXu2lM") == "\"amy\" 1700000000"
    );
    BOOST_TEST(read("dstok_eyJhIjo3LCJ0IjoxfQ.-dZxiX0p958Ub_0oWv4dVstBwKs") == "7 1");
    BOOST_TEST(read(make_token(R"({"a":"a b","t":-1,"d":null})")) == "\"a b\" -1");
}

BOOST_AUTO_TEST_CASE(reads_nothing_else)
{
    for (const char* claims :
         {"{}", "[]", "7", R"({"a":"amy"})", R"({"t":1})", R"({"a":"","t":1})",
          R"({"a":null,"t":1})", R"({"a":true,"t":1})", R"({"a":1.5,"t":1})",
          R"({"a":{"id":"amy"},"t":1})", R"({"a":["amy"],"t":1})", R"({"a":"amy","t":1.5})",
          R"({"a":"amy","t":"1"})", R"({"a":"amy","t":true})", R"({"a":"amy","t":null})",
          R"({"a":"amy","t":18446744073709551615})", R"({"a":18446744073709551616,"t":1})"})
        BOOST_TEST(read(make_token(claims)) == "nothing", claims);
    const auto good = make_token(R"({"a":"amy","t":1})");
    BOOST_TEST_REQUIRE(read(good) == "\"amy\" 1");
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto changed = good;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        // Of the last digit of base64 some bits say nothing.
        if (i + 1 < good.size()) BOOST_TEST(read(changed) == "nothing", changed);
        BOOST_TEST(read(good.substr(0, i)) == "nothing");
    }
    BOOST_TEST(read("dstok_" + signer.sign(R"({"a":"amy","t":1})", "actor")) == "nothing");
    BOOST_TEST(
        read("dstok_" + cookie_signer("x").sign(R"({"a":"amy","t":1})", "token")) == "nothing"
    );
    // Python drops characters of no alphabet: Datasette reads this one.
    auto spelled = good;
    spelled.insert(spelled.size() - 3, "!");
    BOOST_TEST(read(spelled) == "nothing");
}

BOOST_AUTO_TEST_CASE(finds_a_token_however_the_line_is_spelled)
{
    for (const char* value :
         {"Bearer dstok_x", "bearer dstok_x", "BEARER\tdstok_x", "Bearer   dstok_x",
          "Bearerdstok_x"})
        BOOST_TEST((find_signed_token(value) == "dstok_x"), value);
    for (const char* value :
         {"", "Bearer", "Bearer ", "Bearer x", "Basic dstok_x", "Bearer DSTOK_x", "dstok_x",
          "Bearer x dstok_x", "Bearer dstok", "Bearer dsatok_x"})
        BOOST_TEST(!find_signed_token(value).has_value(), value);
}

BOOST_AUTO_TEST_CASE(ids_of_two_types_are_two_actors)
{
    const auto text = [](const char* json) {
        const auto value = boost::json::parse(json);
        return actor_id_text(&value);
    };
    BOOST_TEST(text("\"1\"") == "\"1\"");
    BOOST_TEST(text("1") == "1");
    BOOST_TEST(text("18446744073709551615") == "18446744073709551615");
    for (const char* none : {"\"\"", "null", "true", "1.0", "[1]", "{}"})
        BOOST_TEST(text(none) == "", none);
    BOOST_TEST(actor_id_text(nullptr) == "");
}

BOOST_AUTO_TEST_SUITE_END()
