#include "gateway/http/strict_head.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

// Ambiguous requests: other servers in front of us or behind us may read them differently.

using namespace dsgw;
using dsgw::test::parsed_request;
using dsgw::test::refusal_of;
using dsgw::test::request_text;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(strict_head_smuggling_test)

namespace {

struct refused_lines
{
    const char* why;
    std::string lines;
    const char* refusal;
};

void check_refused(const refused_lines& each, std::string_view line = "POST / HTTP/1.1")
{
    BOOST_TEST(refusal_of(request_text(line, each.lines)) == each.refusal, each.why);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_body_has_one_framing)
{
    struct
    {
        const char* lines;
        body_framing framing;
        std::uint64_t length;
    } const cases[]{
        {"", body_framing::none, 0},
        {"Content-Length: 0\r\n", body_framing::none, 0},
        {"Content-Length: 5\r\n", body_framing::sized, 5},
        {"content-length:5\r\n", body_framing::sized, 5},
        {"Content-Length: 999999999999999999\r\n", body_framing::sized, 999999999999999999},
        {"Transfer-Encoding: chunked\r\n", body_framing::chunked, 0},
        {"transfer-encoding:\tCHUNKED \r\n", body_framing::chunked, 0},
        {"Content_Length: 5\r\n", body_framing::none, 0},
        {"X-Content-Length: 5\r\n", body_framing::none, 0},
    };
    for (const auto& each : cases) {
        const parsed_request request(request_text("POST / HTTP/1.1", each.lines));
        BOOST_TEST(request.refusal() == "", each.lines);
        BOOST_TEST((request->framing == each.framing), each.lines);
        BOOST_TEST(request->content_length == each.length, each.lines);
    }
}

BOOST_AUTO_TEST_CASE(refuses_length_and_encoding_together)
{
    const refused_lines cases[]{
        {"length first", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
         "length_and_encoding"},
        {"encoding first", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
         "malformed_content_length"},
        {"length 0", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "length_and_encoding"},
        {"something between", "Transfer-Encoding: chunked\r\nX: y\r\nContent-Length: 0\r\n",
         "malformed_content_length"},
    };
    for (const auto& each : cases)
        check_refused(each);
}

BOOST_AUTO_TEST_CASE(refuses_an_ambiguous_length)
{
    const refused_lines cases[]{
        {"two different", "Content-Length: 5\r\nContent-Length: 6\r\n", "malformed_content_length"},
        {"two equal", "Content-Length: 5\r\nContent-Length: 5\r\n", "malformed_content_length"},
        {"two of zero", "Content-Length: 0\r\nContent-Length: 0\r\n", "malformed_content_length"},
        {"a list of equal ones", "Content-Length: 5, 5\r\n", "malformed_content_length"},
        {"a list without spaces", "Content-Length: 5,5\r\n", "malformed_content_length"},
        {"a list with a gap", "Content-Length: 5,\r\n", "malformed_content_length"},
        {"a plus sign", "Content-Length: +5\r\n", "malformed_content_length"},
        {"a minus sign", "Content-Length: -5\r\n", "malformed_content_length"},
        {"minus zero", "Content-Length: -0\r\n", "malformed_content_length"},
        {"hexadecimal", "Content-Length: 0x5\r\n", "malformed_content_length"},
        {"a fraction", "Content-Length: 5.0\r\n", "malformed_content_length"},
        {"an exponent", "Content-Length: 5e0\r\n", "malformed_content_length"},
        {"a word", "Content-Length: five\r\n", "malformed_content_length"},
        {"nothing", "Content-Length:\r\n", "malformed_content_length"},
        {"a space within", "Content-Length: 1 0\r\n", "malformed_content_length"},
        {"19 digits", "Content-Length: 1000000000000000000\r\n", "malformed_content_length"},
        {"19 digits, 5", "Content-Length: 0000000000000000005\r\n", "malformed_content_length"},
        {"2^64", "Content-Length: 18446744073709551616\r\n", "malformed_content_length"},
        {"2^64 + 5", "Content-Length: 18446744073709551621\r\n", "malformed_content_length"},
    };
    for (const auto& each : cases)
        check_refused(each);
}

BOOST_AUTO_TEST_CASE(refuses_every_encoding_but_one_chunked)
{
    const refused_lines cases[]{
        {"gzip", "Transfer-Encoding: gzip\r\n", "unknown_transfer_encoding"},
        {"gzip and chunked", "Transfer-Encoding: gzip, chunked\r\n", "unknown_transfer_encoding"},
        {"chunked and gzip", "Transfer-Encoding: chunked, gzip\r\n", "unknown_transfer_encoding"},
        {"chunked twice", "Transfer-Encoding: chunked, chunked\r\n", "unknown_transfer_encoding"},
        {"two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
         "unknown_transfer_encoding"},
        {"chunked, then identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
         "unknown_transfer_encoding"},
        {"identity", "Transfer-Encoding: identity\r\n", "unknown_transfer_encoding"},
        {"xchunked", "Transfer-Encoding: xchunked\r\n", "unknown_transfer_encoding"},
        {"chunkedx", "Transfer-Encoding: chunkedx\r\n", "unknown_transfer_encoding"},
        {"quoted", "Transfer-Encoding: \"chunked\"\r\n", "unknown_transfer_encoding"},
        {"a parameter", "Transfer-Encoding: chunked;q=1\r\n", "unknown_transfer_encoding"},
        {"a comma", "Transfer-Encoding: ,chunked\r\n", "unknown_transfer_encoding"},
        {"nothing", "Transfer-Encoding:\r\n", "unknown_transfer_encoding"},
        {"vertical tab",
         "Transfer-Encoding: \x0b"
         "chunked\r\n",
         "malformed_header_line"},
        {"gzip beside a length", "Content-Length: 5\r\nTransfer-Encoding: gzip\r\n",
         "unknown_transfer_encoding"},
    };
    for (const auto& each : cases)
        BOOST_TEST(refusal_of(request_text("POST / HTTP/1.1", each.lines)) != "", each.why);
    check_refused(cases[0]);
    check_refused(cases[7]);
    check_refused(
        {"HTTP/1.0", "Transfer-Encoding: chunked\r\n", "unknown_transfer_encoding"},
        "POST / HTTP/1.0"
    );
}

BOOST_AUTO_TEST_CASE(refuses_ambiguous_header_lines)
{
    const refused_lines cases[]{
        {"obs-fold", "X: a\r\n b\r\n", "folded_header_line"},
        {"obs-fold by tab", "X: a\r\n\tb\r\n", "folded_header_line"},
        {"obs-fold of the Host", " evil\r\n", "folded_header_line"},
        {"a fold of white space only", "X: a\r\n \r\n", "folded_header_line"},
        {"space before the colon", "Content-Length : 5\r\n", "malformed_header_line"},
        {"tab before the colon", "Transfer-Encoding\t: chunked\r\n", "malformed_header_line"},
        {"empty name", ": x\r\n", "malformed_header_line"},
        {"no colon", "Content-Length 5\r\n", "malformed_header_line"},
        {"a word alone", "hello\r\n", "malformed_header_line"},
        {"space in the name", "Content Length: 5\r\n", "malformed_header_line"},
        {"brackets in the name", "X[0]: 5\r\n", "malformed_header_line"},
        {"at sign in the name", "a@b: 5\r\n", "malformed_header_line"},
        {"8-bit name", "X\xe9: 5\r\n", "malformed_header_line"},
        {"NUL in the name", "X\0: 5\r\n"s, "malformed_header_line"},
        {"NUL in the value", "X: a\0b\r\n"s, "malformed_header_line"},
        {"bare CR in the value", "X: a\rTransfer-Encoding: chunked\r\n", "malformed_header_line"},
        {"bare LF in the value", "X: a\nTransfer-Encoding: chunked\r\n", "malformed_header_line"},
        {"bare LF ends the line", "X: a\n", "malformed_header_line"},
        {"CR CR LF", "X: a\r\r\n", "malformed_header_line"},
        {"DEL in the value",
         "X: a\x7f"
         "b\r\n",
         "malformed_header_line"},
        {"backspace in the value",
         "X: a\x08"
         "b\r\n",
         "malformed_header_line"},
        {"escape in the value", "X: a\x1b[0m\r\n", "malformed_header_line"},
        {"form feed in the value",
         "X: a\x0c"
         "b\r\n",
         "malformed_header_line"},
    };
    for (const auto& each : cases)
        check_refused(each);
}

BOOST_AUTO_TEST_CASE(refuses_every_control_character_in_a_value)
{
    for (int c = 0; c < 0x20; ++c) {
        if (c == '\t') continue;
        const auto lines = "X: a"s + static_cast<char>(c) + "b\r\n";
        BOOST_TEST(refusal_of(request_text("GET / HTTP/1.1", lines)) != "", "byte " << c);
    }
    for (int c = 0x80; c < 0x100; ++c) {
        const auto lines = "X: a"s + static_cast<char>(c) + "b\r\n";
        BOOST_TEST(refusal_of(request_text("GET / HTTP/1.1", lines)) == "", "byte " << c);
    }
}

BOOST_AUTO_TEST_CASE(refuses_ambiguous_request_lines)
{
    const std::pair<const char*, std::string> cases[]{
        {"two spaces", "GET  / HTTP/1.1"},
        {"two spaces before the version", "GET /  HTTP/1.1"},
        {"tab", "GET\t/ HTTP/1.1"},
        {"leading space", " GET / HTTP/1.1"},
        {"trailing space", "GET / HTTP/1.1 "},
        {"no target", "GET HTTP/1.1"},
        {"no version", "GET /"},
        {"no method", "/ HTTP/1.1"},
        {"empty line", ""},
        {"lower-case version", "GET / http/1.1"},
        {"HTTP/0.9", "GET / HTTP/0.9"},
        {"HTTP/1.2", "GET / HTTP/1.2"},
        {"HTTP/2.0", "GET / HTTP/2.0"},
        {"HTTP/1", "GET / HTTP/1"},
        {"HTTP/1.10", "GET / HTTP/1.10"},
        {"HTTP/01.1", "GET / HTTP/01.1"},
        {"ICY", "GET / ICY/1.1"},
        {"separator in the method", "GE(T / HTTP/1.1"},
        {"8-bit method", "G\xc9T / HTTP/1.1"},
        {"NUL in the method", "GE\0T / HTTP/1.1"s},
        {"a second request line", "GET / HTTP/1.1\r\nGET /x HTTP/1.1"},
        {"bare LF", "GET / HTTP/1.1\nX: y"},
        {"bare CR", "GET / HTTP/1.1\rX: y"},
    };
    for (const auto& [why, line] : cases)
        BOOST_TEST(refusal_of(request_text(line)) != "", why);
    BOOST_TEST(refusal_of("GET / HTTP/1.1\nHost: x\n\n") != "");
    BOOST_TEST(refusal_of("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n") != "");
}

BOOST_AUTO_TEST_SUITE_END()
