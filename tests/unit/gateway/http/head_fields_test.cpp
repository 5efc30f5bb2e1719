#include "gateway/http/head_fields.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(head_fields_test)

BOOST_AUTO_TEST_CASE(a_token_is_made_of_the_characters_of_rfc_9110)
{
    constexpr std::string_view allowed =
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    BOOST_TEST(is_token(allowed));
    for (int c = 0; c < 256; ++c) {
        const char byte = static_cast<char>(c);
        const bool expected = allowed.find(byte) != std::string_view::npos;
        BOOST_TEST(is_token(std::string("a") + byte + "b") == expected, "byte " << c);
    }
    BOOST_TEST(!is_token(""));
}

BOOST_AUTO_TEST_CASE(only_ascii_letters_are_equal_in_both_cases)
{
    BOOST_TEST(equals_ignoring_case("", ""));
    BOOST_TEST(equals_ignoring_case("Content-LENGTH", "content-length"));
    const std::pair<std::string_view, std::string_view> different[]{
        {"a", ""},
        {"a", "ab"},
        {"@", "`"},
        {"[", "{"},
        {"\xc4", "\xe4"},
        {"ds_actor", "ds-actor"},
        {"k", "\xe2\x84\xaa"},
    };
    for (const auto& [left, right] : different)
        BOOST_TEST(!equals_ignoring_case(left, right), left << " and " << right);
}

BOOST_AUTO_TEST_CASE(visits_the_elements_of_a_list_without_white_space_or_gaps)
{
    const std::pair<std::string_view, std::string_view> lists[]{
        {"", ""},
        {",", ""},
        {" , \t,,", ""},
        {"close", "<close>"},
        {" close ", "<close>"},
        {"a,b", "<a><b>"},
        {"a ,\tb, ,c", "<a><b><c>"},
        {"keep alive", "<keep alive>"},
        {",a,", "<a>"},
    };
    for (const auto& [list, expected] : lists) {
        std::string seen;
        for_each_list_element(list, [&](std::string_view element) {
            seen.append("<").append(element).append(">");
        });
        BOOST_TEST(seen == expected, list);
    }
}

BOOST_AUTO_TEST_CASE(reads_a_length_of_up_to_18_digits)
{
    const std::pair<std::string_view, std::uint64_t> good[]{
        {"0", 0},
        {"5", 5},
        {"007", 7},
        {"18446744073709551", 18446744073709551},
        {"999999999999999999", 999999999999999999},
        {"000000000000000000", 0},
    };
    for (const auto& [text, value] : good)
        BOOST_TEST((parse_content_length(text) == value), text);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_length)
{
    for (const std::string_view text :
         {"", "+5", "-5", "-0", " 5", "5 ", "5,5", "5, 5", "5;", "0x5", "5.0", "1e3", "five", "5\r",
          "\xd9\xa5", "1000000000000000000", "0000000000000000005", "18446744073709551616"})
        BOOST_TEST(!parse_content_length(text).has_value(), text);
    BOOST_TEST(!parse_content_length(std::string_view("5\0", 2)).has_value());
}

BOOST_AUTO_TEST_CASE(finds_the_end_of_a_head_however_it_is_cut)
{
    const std::string head = "GET / HTTP/1.1\r\nA: \t\xe9\r\n\r\n";
    const std::string bytes = head + "body\r\n\r\n";
    for (std::size_t first = 0; first <= bytes.size(); ++first) {
        for (std::size_t second = first; second <= bytes.size(); ++second) {
            std::size_t scanned = 0;
            auto end = find_head_end(std::string_view(bytes).substr(0, first), scanned);
            if (!end) end = find_head_end(std::string_view(bytes).substr(0, second), scanned);
            if (!end) end = find_head_end(bytes, scanned);
            BOOST_TEST_REQUIRE(end.has_value());
            BOOST_TEST(*end == head.size(), "cut at " << first << " and " << second);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_head_without_its_empty_line_has_no_end)
{
    for (const std::string_view bytes :
         {"", "\r", "\r\n", "\r\n\r", "GET / HTTP/1.1\r\n", "a\r\n \r\n", "a\r\nb: \t\xe9\xff\r"}) {
        std::size_t scanned = 0;
        BOOST_TEST(!find_head_end(bytes, scanned).has_value(), bytes);
        BOOST_TEST(scanned == bytes.size());
    }
}

BOOST_AUTO_TEST_CASE(an_invalid_byte_ends_the_head_for_any_split)
{
    struct
    {
        std::string head;  ///< up to and with the byte
        std::string rest;
    } const cases[]{
        {"\n", "GET / HTTP/1.1\n"},
        {"GET / HTTP/1.1\n", "Host: x\n\n"},
        {"GET / HTTP/1.1\n", "\n"},
        {"GET / HTTP/1.1\r\nHost: x\n", "\r\n"},
        {"GET / HTTP/1.1\r\nHost: x\r\n\n", ""},
        {"GET / HTTP/1.1\r", "\r\nHost: x"},
        {"GET / HTTP/1.1\r", "Host: x\r"},
        {std::string("GET /\0", 6), " HTTP/1.1"},
        {"\x16", "\x03\x01 hello"},
        {"GET / HTTP/1.1\r\nA: \x7f", "b"},
        {"GET / HTTP/1.1\r\nA: \x1f", "b"},
    };
    for (const auto& each : cases) {
        const auto bytes = each.head + each.rest;
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            std::size_t scanned = 0;
            auto end = find_head_end(std::string_view(bytes).substr(0, cut), scanned);
            if (!end) end = find_head_end(bytes, scanned);
            BOOST_TEST_REQUIRE(end.has_value(), each.head << " cut at " << cut);
            BOOST_TEST(*end == each.head.size(), each.head << " cut at " << cut);
        }
    }
}

BOOST_AUTO_TEST_CASE(sees_every_folded_line)
{
    for (const std::string_view head :
         {"GET / HTTP/1.1\r\n Host: x\r\n\r\n", "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n",
          "GET / HTTP/1.1\r\nA: b\r\n \r\n\r\n", "A: b\n c\r\n\r\n", "A: b\r\nC: d\r\n e\r\n\r\n"})
        BOOST_TEST(has_folded_line(head), head);
    for (const std::string_view head :
         {"", "\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nA: \r\nB:  c \r\n\r\n",
          " A: b\r\n\r\n"})
        BOOST_TEST(!has_folded_line(head), head);
}

BOOST_AUTO_TEST_SUITE_END()
