#include "gateway/http/cookie_header.hpp"

#include "tests/unit/support/header_fields.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::kept_fields;

BOOST_AUTO_TEST_SUITE(cookie_header_test)

namespace {

enum class csrf_token
{
    kept,
    dropped
};

/// The forwarded pairs, joined as they would be sent.
std::string passed_on(const header_fields& fields, csrf_token token = csrf_token::kept)
{
    std::string joined;
    visit_client_cookies(fields, token == csrf_token::dropped, [&](std::string_view pair) {
        if (!joined.empty()) joined += "; ";
        joined += pair;
    });
    return joined;
}

std::string passed_on(const std::string& cookie)
{
    return passed_on(kept_fields{{"Cookie", cookie}});
}

std::string actor_of(const std::string& cookie)
{
    const kept_fields fields{{"Cookie", cookie}};
    return std::string(find_actor_cookie(fields).value_or("(none)"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(passes_well_formed_pairs_on_byte_for_byte)
{
    const std::pair<std::string, std::string> cases[]{
        {"a=1", "a=1"},
        {"a=1; b=2", "a=1; b=2"},
        {"a=1;b=2", "a=1; b=2"},
        {" a=1 ;\t b=2 ", "a=1; b=2"},
        {"b=2; a=1; b=3", "b=2; a=1; b=3"},
        {"a=", "a="},
        {"a==", "a=="},
        {"a=b=c", "a=b=c"},
        {"a=\"quoted\"", "a=\"quoted\""},
        {"a=\"\"", "a=\"\""},
        {"ds_messages=W1siaGkiLDFdXQ.u8ztpxZs-_", "ds_messages=W1siaGkiLDFdXQ.u8ztpxZs-_"},
        {"a=!#%&'()*+-./:<=>?@[]^_`{|}~", "a=!#%&'()*+-./:<=>?@[]^_`{|}~"},
        {"!#%&'*+-.^_`|~=1", "!#%&'*+-.^_`|~=1"},
        {"ds_actor_2=x", "ds_actor_2=x"},
        {"xds_actor=x", "xds_actor=x"},
        {"ds-actor=x", "ds-actor=x"},
        {"", ""},
    };
    for (const auto& [sent, expected] : cases)
        BOOST_TEST(passed_on(sent) == expected, sent);
}

BOOST_AUTO_TEST_CASE(drops_what_is_malformed_and_keeps_its_neighbours)
{
    for (const std::string odd :
         {"hello",         "",        " ",         "=x",     "a b=1",  "a=x y",
          "a=1, b=2",      "a=1,b=2", "a@b=1",     "a/b=1",  "a:b=1",  "p[x]=1",
          "p={\"a\":1}",   "a=\"x",   "a=x\"",     "a=\"",   "a=x\"y", "a=\\",
          "a=caf\xc3\xa9", "a=\xe9",  "caf\xe9=1", "a=\x01", "a=\x7f", "a =1",
          "a= 1",          "(a)=1",   "\"a\"=1",   "a\tb=1", "a=b\tc"}) {
        BOOST_TEST(passed_on(odd) == "", odd);
        BOOST_TEST(passed_on("x=1; " + odd + "; y=2") == "x=1; y=2", odd);
    }
    const kept_fields nul{{"Cookie", std::string("a=\0; b=1", 8)}};
    BOOST_TEST(passed_on(nul) == "b=1");
}

// http.cookies takes $NAME for an attribute of the cookie before it, and fails for any but the few
// that it knows: Datasette would answer 500 to every request of that client.
BOOST_AUTO_TEST_CASE(drops_names_that_begin_with_a_dollar_sign)
{
    for (const std::string odd : {"$foo=1", "$=1", "$Version=1", "$Path=/", "$ds_actor=x"})
        BOOST_TEST(passed_on("x=1; " + odd + "; y=2") == "x=1; y=2", odd);
    BOOST_TEST(passed_on("a$b=1; a=$") == "a$b=1; a=$");
}

BOOST_AUTO_TEST_CASE(no_spelling_of_the_actor_cookie_goes_on)
{
    for (const std::string pair :
         {"ds_actor=x", "DS_ACTOR=x", "Ds_Actor=x", "ds_actor=", "ds_actor=\"x\"", " ds_actor=x",
          "\tds_actor=x", "ds_actor=x=y", "ds_actor =x", "ds_actor\t=x", "ds_actor", "$ds_actor=x",
          "\"ds_actor\"=x", "ds_actor=x y", "a=1 ds_actor=x", "a=1,ds_actor=x", "a=1\tds_actor=x"})
        BOOST_TEST(passed_on("x=1; " + pair + "; y=2") == "x=1; y=2", pair);
}

BOOST_AUTO_TEST_CASE(the_csrf_cookie_goes_on_unless_ours_takes_its_place)
{
    const kept_fields fields{{"Cookie", "a=1; ds_csrftoken=x; DS_CSRFTOKEN=y; b=2"}};
    BOOST_TEST(passed_on(fields) == "a=1; ds_csrftoken=x; DS_CSRFTOKEN=y; b=2");
    BOOST_TEST(passed_on(fields, csrf_token::dropped) == "a=1; b=2");
}

BOOST_AUTO_TEST_CASE(reads_all_cookie_lines_and_no_other)
{
    const kept_fields fields{
        {"Cookie", "a=1"}, {"X-Cookie", "b=2; ds_actor=x"}, {"Cookie2", "c=3"}, {"cookie", "d=4"}};
    BOOST_TEST(passed_on(fields) == "a=1; d=4");
    BOOST_TEST(!find_actor_cookie(fields).has_value());
}

BOOST_AUTO_TEST_CASE(finds_the_last_well_formed_actor_cookie)
{
    const std::pair<std::string, std::string> cases[]{
        {"ds_actor=x", "x"},
        {"a=1;ds_actor=x", "x"},
        {"ds_actor=x; ds_actor=y", "y"},
        {"ds_actor=x; ds_actor=a b", "x"},
        {"ds_actor=\"x\"", "x"},
        {"ds_actor=", ""},
        {"ds_actor=\"\"", ""},
        {"hello; ds_actor=x", "x"},
        {"ds_actor=x; hello", "x"},
        {"", "(none)"},
        {"DS_ACTOR=x", "(none)"},
        {"ds_actor", "(none)"},
        {"ds_actor =x", "(none)"},
        {"a=1 ds_actor=x", "(none)"},
        {"ds_actor=\"x", "(none)"},
        {"ds_actor=\xc3\xa9", "(none)"},
    };
    for (const auto& [sent, expected] : cases)
        BOOST_TEST(actor_of(sent) == expected, sent);
    const kept_fields lines{{"Cookie", "ds_actor=x"}, {"Cookie", "ds_actor=y"}, {"Cookie", "a=1"}};
    BOOST_TEST(find_actor_cookie(lines).value() == "y");
}

BOOST_AUTO_TEST_CASE(knows_a_response_that_sets_the_actor_cookie)
{
    for (const std::string value :
         {"ds_actor=x", "ds_actor=x; Path=/", "ds_actor=\"\"; expires=0", "DS_ACTOR=x",
          "Ds_Actor=x; HttpOnly", " ds_actor=x", "\tds_actor =x", "ds_actor", "ds_actor;",
          "ds_actor="})
        BOOST_TEST(sets_actor_cookie(value), value);
    for (const std::string value :
         {"", "=", "ds_messages=x", "ds_actor2=x", "xds_actor=x", "a=ds_actor", "a=1; ds_actor=x",
          "ds-actor=x"})
        BOOST_TEST(!sets_actor_cookie(value), value);
}

BOOST_AUTO_TEST_SUITE_END()
