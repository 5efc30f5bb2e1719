#include "auth/signed_token.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <initializer_list>
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
    const std::string token = "dstok_x." + std::string(27, 's');
    for (const char* before : {"Bearer ", "bearer ", "BEARER\t", "Bearer   ", "Bearer"})
        BOOST_TEST((find_signed_token(before + token) == token), before);
    for (const std::string& value : std::initializer_list<std::string>{
             "", "Bearer", "Bearer ", "Bearer x", "Basic " + token,
             "Bearer DSTOK_x." + token.substr(8), token, "Bearer x " + token, "Bearer dstok",
             "Bearer dsa" + token.substr(2)})
        BOOST_TEST(!find_signed_token(value).has_value(), value);
}

BOOST_AUTO_TEST_CASE(leaves_alone_what_is_too_short_for_a_signature)
{
    const auto is_found = [](const std::string& after) {
        return find_signed_token("Bearer dstok_" + after).has_value();
    };
    BOOST_TEST(is_found("abc." + std::string(27, 's')));
    BOOST_TEST(is_found("abc." + std::string(28, 's')));
    BOOST_TEST(is_found("a.b.c." + std::string(24, 's') + "-_+/"));
    // Python skips characters of no alphabet: they neither make nor break a signature.
    BOOST_TEST(is_found("abc.!!" + std::string(14, 's') + "!" + std::string(13, 's') + "="));
    for (const std::string& after :
         {std::string(), std::string("abc"), std::string("abc.def"), std::string(40, 's'),
          "abc." + std::string(26, 's'), "abc." + std::string(26, 's') + "!=!",
          "abc." + std::string(27, 's') + "."})
        BOOST_TEST(!is_found(after), after);
}

BOOST_AUTO_TEST_SUITE_END()
