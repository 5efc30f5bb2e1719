#include "auth/basic_credentials.hpp"

#include "auth/errc.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(basic_credentials_)

namespace {

std::string basic(std::string_view pair) { return "Basic " + test::encode_plainly(pair); }

}  // namespace

BOOST_AUTO_TEST_CASE(knows_the_examples_of_rfc_7617)
{
    const auto aladdin = parse_basic_credentials("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    BOOST_REQUIRE(aladdin.has_value());
    BOOST_TEST(aladdin->user == "Aladdin");
    BOOST_TEST(aladdin->password.view() == "open sesame");
    const auto pound = parse_basic_credentials("Basic dGVzdDoxMjPCow==");
    BOOST_REQUIRE(pound.has_value());
    BOOST_TEST(pound->user == "test");
    BOOST_TEST(pound->password.view() == "123\xc2\xa3");
}

BOOST_AUTO_TEST_CASE(splits_at_the_first_colon_and_keeps_every_byte)
{
    using namespace std::string_literals;
    const struct
    {
        std::string pair;
        std::string user;
        std::string password;
    } cases[] = {
        {":", "", ""},
        {"a:", "a", ""},
        {":p", "", "p"},
        {"a:b:c:", "a", "b:c:"},
        {"a::", "a", ":"},
        {" a : b ", " a ", " b "},
        {"a\0b:c\0d"s, "a\0b"s, "c\0d"s},
        {"a:p\r\n", "a", "p\r\n"},
        {"caf\xe9:\xff", "caf\xe9", "\xff"},
        {"café:☃", "café", "☃"},
        {"u:" + std::string(20000, 'x'), "u", std::string(20000, 'x')},
    };
    for (const auto& one : cases) {
        const auto read = parse_basic_credentials(basic(one.pair));
        BOOST_REQUIRE_MESSAGE(read.has_value(), one.pair);
        BOOST_TEST((read->user == one.user), one.pair);
        BOOST_TEST((read->password.view() == one.password), one.pair);
    }
}

BOOST_AUTO_TEST_CASE(reads_the_scheme_in_any_case_spaces_and_odd_padding)
{
    for (const char* good :
         {"Basic YTpi", "basic YTpi", "BASIC YTpi", "bAsIc YTpi", "Basic   YTpi",
          "Basic YTpi=", "Basic YTpi=="}) {
        const auto read = parse_basic_credentials(good);
        BOOST_REQUIRE_MESSAGE(read.has_value(), good);
        BOOST_TEST(read->user == "a");
        BOOST_TEST(read->password.view() == "b");
    }
    const auto unpadded = parse_basic_credentials("Basic YTpiYmI");
    BOOST_REQUIRE(unpadded.has_value());
    BOOST_TEST(unpadded->password.view() == "bbb");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_readable_basic)
{
    const std::string bad[] = {
        "",
        " ",
        "Basic",
        "Basic ",
        "Basic    ",
        "Basic =",
        "Basic\tYTpi",
        "BasicYTpi",
        " Basic YTpi",
        "Basic\0YTpi",
        "Basi YTpi",
        "Basics YTpi",
        "Bearer YTpi",
        "Digest username=a",
        "YTpi",
        "Basic YTpi YTpi",
        "Basic YTpi, Basic YTpi",
        "Basic YTpi,",
        "Basic YT*pi",
        "Basic !!!!",
        "Basic YTpiBasic YTpi",
        "Basic Y",
        "Basic YTpiY",
        "Basic YTpi\n",
        "Basic YTpi ",
        "Basic \"YTpi\"",
        "Basic YWw6Pz8-Pn5-",  // url-safe alphabet
        "Basic YTo_",          // url-safe alphabet
        "Basic YWxpY2U=",      // no colon
        "Basic YWx",           // loose bits
    };
    for (const std::string& one : bad) {
        const auto read = parse_basic_credentials(one);
        BOOST_REQUIRE_MESSAGE(!read.has_value(), one);
        BOOST_TEST((read.error() == errc::malformed_credentials), one);
    }
}

BOOST_AUTO_TEST_CASE(tells_the_scheme_alone)
{
    for (const char* yes : {"Basic", "basic", "Basic ", "BASIC x", "Basic !!!"})
        BOOST_TEST(is_basic(yes), yes);
    for (const char* no :
         {"", "B", "Basi", "Basicx", "Basic\tx", " Basic x", "Bearer x", "Bearer Basic x",
          "Negotiate"})
        BOOST_TEST(!is_basic(no), no);
}

BOOST_AUTO_TEST_SUITE_END()
