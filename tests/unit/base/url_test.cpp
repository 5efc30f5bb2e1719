#include "base/url.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(url)

BOOST_AUTO_TEST_CASE(a_byte_has_two_hex_digits)
{
    const auto byte = [](std::string_view text, std::size_t at) {
        return dsgw::percent_byte(text, at).value_or('?');
    };
    BOOST_TEST(byte("%41", 0) == 'A');
    BOOST_TEST(byte("x%e4", 1) == '\xe4');
    BOOST_TEST(byte("%E4x", 0) == '\xe4');
    BOOST_TEST(byte("%00", 0) == '\0');
    for (const std::string_view text : {"%", "%4", "%4g", "%g4", "%%41", "% 4"})
        BOOST_TEST(!dsgw::percent_byte(text, 0), text);
}

BOOST_AUTO_TEST_CASE(all_but_unreserved_characters_are_encoded)
{
    BOOST_TEST(dsgw::percent_encoded("aZ09-._~") == "aZ09-._~");
    BOOST_TEST(dsgw::percent_encoded("a/b?c=d&e") == "a%2Fb%3Fc%3Dd%26e");
    BOOST_TEST(dsgw::percent_encoded("\xc3\xa4 %") == "%C3%A4%20%25");
    BOOST_TEST(dsgw::percent_encoded("/a b", "/") == "/a%20b");
    BOOST_TEST(dsgw::percent_encoded("") == "");
}

BOOST_AUTO_TEST_CASE(what_is_encoded_decodes_to_itself)
{
    for (int value = 0; value < 256; ++value) {
        const std::string one(1, static_cast<char>(value));
        const auto text = dsgw::percent_encoded(one);
        if (text.size() == 1)
            BOOST_TEST(text == one);
        else
            BOOST_TEST(dsgw::percent_byte(text, 0).value_or('?') == one.front());
    }
}

BOOST_AUTO_TEST_CASE(links_lead_to_the_web_and_nowhere_else)
{
    for (const char* good :
         {"http://x", "https://example.com/a?b=c#d", "HTTPS://X", "https://\xc3\xa9",
          "https://x/y?z#a"})
        BOOST_TEST(dsgw::is_web_url(good), good);
    for (const char* bad :
         {"",           "x",           "http",         "http:",
          "http://",    "https://",    "http:/x",      "javascript:alert(1)",
          "ftp://x",    "//x",         "/x",           "javascript://x",
          "xhttps://x", " https://x",  "https://x y",  "https://x\n",
          "https:/x",   "https://x\"", "https://x<",   "https://x'",
          "https://`",  "https:\\\\x", "https://\x7f", "data:text/html,https://x"})
        BOOST_TEST(!dsgw::is_web_url(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
