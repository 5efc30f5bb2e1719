#include "auth/signed_cookie.hpp"
#include "gateway/http/cookie_header.hpp"
#include "tests/unit/support/header_fields.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

// The recorded Cookie lines: whom stock Datasette saw in them, and whom we see.

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(cookie_vectors_test)

namespace {

/// Deliberate differences from http.cookies: a malformed cookie hides no other, and white space
/// does not separate. "" is anonymous.
const std::map<std::string, std::string, std::less<>> read_otherwise{
    {"second Cookie line without it", "alice"},
    {"spaces round =", ""},
    {"comma and space as separator", ""},
    {"space as separator", ""},
    {"tab as separator", ""},
    {"unterminated quote before", "alice"},
    {"JSON value before", "alice"},
    {"brackets in a name before", "alice"},
    {"bare word before", "alice"},
    {"bare word after", "alice"},
    {"value with spaces before", "alice"},
    {"value with spaces after", "alice"},
    {"empty pair before", "alice"},
    {"empty pair in the middle", "alice"},
    {"name with @ before", "alice"},
    {"name with @ after", "alice"},
    {"name with / after", "alice"},
    {"reserved word 'path' before", "alice"},
    {"UTF-8 bytes in an earlier value", "alice"},
    {"lone 8-bit byte in an earlier value", "alice"},
    {"lone 8-bit byte in a later value", "alice"},
    {"control byte before", "alice"},
    {"octal escapes in quoted value", ""},
};

std::string recorded_actor(const boost::json::object& each)
{
    const auto* actor = each.if_contains("actor");
    if (actor == nullptr || actor->is_null()) return "";
    return std::string(actor->as_object().at("id").as_string());
}

std::string actor_we_see(const header_fields& fields, const auth::cookie_signer& signer)
{
    const auto value = find_actor_cookie(fields);
    if (!value) return "";
    const auto read = auth::read_actor_cookie(signer, *value, auth::unix_time());
    return read ? read->who->id() : "";
}

/// token=octets or token="octets", written down once more by other means than the source's; nothing
/// that http.cookies would take for an attribute.
bool is_harmless(std::string_view pair)
{
    const std::string letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const auto name = pair.substr(0, pair.find('='));
    if (name.empty() || name.size() == pair.size() || name.front() == '$') return false;
    if (name.find_first_not_of(letters + "!#$%&'*+-.^_`|~") != name.npos) return false;
    auto value = pair.substr(name.size() + 1);
    if (value.size() > 1 && value.front() == '"' && value.back() == '"')
        value = value.substr(1, value.size() - 2);
    return value.find_first_not_of(letters + "!#$%&'()*+-./:<=>?@[]^_`{|}~") == value.npos;
}

constexpr const char* files[]{"cookies-refused-0.65.5.json", "cookies-refused-1.0a41.json"};

}  // namespace

BOOST_DATA_TEST_CASE(finds_the_same_actor_as_datasette, boost::unit_test::data::make(files), file)
{
    const auto vectors = test::load_vectors(file).as_object();
    const auth::cookie_signer signer(std::string(vectors.at("secret").as_string()));
    std::size_t seen = 0;
    for (const auto& value : vectors.at("cookie_header_lines").as_array()) {
        const auto& each = value.as_object();
        const std::string why(each.at("why").as_string());
        test::kept_fields fields;
        for (const auto& line : each.at("cookie_lines").as_array())
            fields.add("Cookie", test::latin1_of(line));
        const auto other = read_otherwise.find(why);
        const auto expected = other == read_otherwise.end() ? recorded_actor(each) : other->second;
        BOOST_TEST(actor_we_see(fields, signer) == expected, why);
        ++seen;
    }
    BOOST_TEST(seen > 30u);
}

BOOST_DATA_TEST_CASE(forwards_no_malformed_cookie, boost::unit_test::data::make(files), file)
{
    const auto vectors = test::load_vectors(file).as_object();
    std::size_t passed = 0;
    for (const auto& value : vectors.at("cookie_header_lines").as_array()) {
        test::kept_fields fields;
        for (const auto& line : value.as_object().at("cookie_lines").as_array())
            fields.add("Cookie", test::latin1_of(line));
        visit_client_cookies(fields, true, [&](std::string_view pair) {
            const std::string text(pair);
            BOOST_TEST(is_harmless(text), text);
            BOOST_TEST(text.find("ds_actor") == std::string::npos, text);
            ++passed;
        });
    }
    BOOST_TEST(passed > 5u);
}

BOOST_AUTO_TEST_SUITE_END()
