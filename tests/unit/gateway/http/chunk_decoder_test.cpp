#include "gateway/http/chunk_decoder.hpp"

#include "gateway/http/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace dsgw;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(chunk_decoder_test)

namespace {

struct decoded
{
    bool accepted = true;
    bool done = false;
    std::string payload;
    std::string trailers;
    std::string rest;  ///< the bytes after the body
};

/// Decodes the pieces one after the other, as reads would bring them.
decoded decode(const std::vector<std::string>& pieces)
{
    decoded result;
    chunk_decoder decoder;
    for (auto piece : pieces) {
        const auto progress = decoder.decode(piece.data(), piece.size());
        if (!progress) {
            BOOST_TEST((progress.error() == errc::malformed_chunk));
            result.accepted = false;
            return result;
        }
        result.payload += piece.substr(0, progress->payload);
        result.rest += piece.substr(progress->consumed);
        if (!decoder.is_done()) BOOST_TEST(progress->consumed == piece.size());
    }
    result.done = decoder.is_done();
    result.trailers = decoder.trailers();
    return result;
}

decoded decode(const std::string& whole) { return decode(std::vector{whole}); }

bool is_refused(const std::string& whole) { return !decode(whole).accepted; }

}  // namespace

BOOST_AUTO_TEST_CASE(reads_well_formed_bodies)
{
    struct
    {
        std::string body;
        std::string payload;
        std::string trailers;
    } const cases[]{
        {"0\r\n\r\n", "", ""},
        {"5\r\nhello\r\n0\r\n\r\n", "hello", ""},
        {"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world", ""},
        {"A\r\n0123456789\r\n0\r\n\r\n", "0123456789", ""},
        {"a\r\n0123456789\r\n000\r\n\r\n", "0123456789", ""},
        {"00000000000000f\r\n0123456789abcde\r\n0\r\n\r\n", "0123456789abcde", ""},
        {"2\r\n\r\n\r\n0\r\n\r\n", "\r\n", ""},
        {"1\r\n\0\r\n0\r\n\r\n"s, "\0"s, ""},
        {"5;name=value\r\nhello\r\n0;last\r\n\r\n", "hello", ""},
        {"5;a=\"\\\"; \\\\ x\"\r\nhello\r\n0\r\n\r\n", "hello", ""},
        {"1;a;b=c;d=\"\"\r\nx\r\n0\r\n\r\n", "x", ""},
        {"1; \ta \t= b\t ;c\r\nx\r\n0\r\n\r\n", "x", ""},
        {"1;a=\"b\" ;c\r\nx\r\n0\r\n\r\n", "x", ""},
        {"0\r\nA: b\r\nC:\r\n\r\n", "", "A: b\r\nC:\r\n"},
        {"1\r\nx\r\n0\r\nDigest: \xc3\xa9\r\n\r\n", "x", "Digest: \xc3\xa9\r\n"},
    };
    for (const auto& each : cases) {
        const auto result = decode(each.body);
        BOOST_TEST(result.accepted, each.body);
        BOOST_TEST(result.done, each.body);
        BOOST_TEST(result.payload == each.payload);
        BOOST_TEST(result.trailers == each.trailers);
        BOOST_TEST(result.rest == "");
    }
}

BOOST_AUTO_TEST_CASE(any_cut_gives_the_same)
{
    const auto body =
        "3;x=\"a\\\"b\"\r\nabc\r\nb\r\nhello\r\nabcd\r\n0;y\r\nT: u\r\nV: w\r\n\r\nGET /"s;
    const auto whole = decode(body);
    BOOST_TEST(whole.payload == "abchello\r\nabcd");
    BOOST_TEST(whole.rest == "GET /");
    const auto check = [&](const std::vector<std::string>& pieces) {
        const auto result = decode(pieces);
        BOOST_TEST_REQUIRE(result.accepted);
        BOOST_TEST(result.done);
        BOOST_TEST(result.payload == whole.payload);
        BOOST_TEST(result.trailers == whole.trailers);
        BOOST_TEST(result.rest == whole.rest);
    };
    for (std::size_t first = 0; first <= body.size(); ++first) {
        for (std::size_t second = first; second <= body.size(); ++second) {
            check({body.substr(0, first), body.substr(first, second - first), body.substr(second)});
        }
    }
    std::vector<std::string> single;
    for (const char c : body)
        single.emplace_back(1, c);
    check(single);
}

BOOST_AUTO_TEST_CASE(a_body_cut_short_is_not_done)
{
    const auto body = "3\r\nabc\r\n0\r\nT: u\r\n\r\n"s;
    for (std::size_t size = 0; size < body.size(); ++size) {
        const auto result = decode(body.substr(0, size));
        BOOST_TEST(result.accepted, "the first " << size << " bytes");
        BOOST_TEST(!result.done, "the first " << size << " bytes");
    }
    BOOST_TEST(decode(body).done);
}

BOOST_AUTO_TEST_CASE(leaves_what_is_behind_the_body_alone)
{
    const auto result = decode("1\r\nx\r\n0\r\n\r\n\r\nGET / HTTP/1.1\r\n");
    BOOST_TEST(result.done);
    BOOST_TEST(result.payload == "x");
    BOOST_TEST(result.rest == "\r\nGET / HTTP/1.1\r\n");
}

BOOST_AUTO_TEST_CASE(refuses_malformed_bodies)
{
    const std::pair<const char*, std::string> cases[]{
        {"no size", "\r\nx"},
        {"a letter beyond f", "g\r\n"},
        {"0x", "0x5\r\nhello\r\n"},
        {"a plus sign", "+5\r\nhello\r\n"},
        {"a minus sign", "-1\r\n"},
        {"leading space", " 5\r\nhello\r\n"},
        {"leading tab", "\t5\r\nhello\r\n"},
        {"space behind the size", "5 \r\nhello\r\n"},
        {"space before the extension", "5 ;a\r\nhello\r\n"},
        {"leading line end", "\r\n5\r\nhello\r\n"},
        {"bare LF behind the size", "5\nhello\r\n"},
        {"CR without LF behind the size", "5\rhello\r\n"},
        {"CR CR LF", "5\r\r\nhello\r\n"},
        {"16 digits", "0000000000000001\r\nx\r\n"},
        {"2^64 + 1", "10000000000000001\r\nx\r\n"},
        {"a comma", "5,5\r\nhello\r\n"},
        {"a quote", "\"5\"\r\nhello\r\n"},
        {"payload too long", "5\r\nhellox\r\n"},
        {"payload too short", "5\r\nhell\r\n0\r\n\r\n"},
        {"bare LF behind the payload", "5\r\nhello\n0\r\n\r\n"},
        {"nothing behind the payload", "5\r\nhello0\r\n\r\n"},
        {"bare CR behind the payload", "5\r\nhello\rx"},
        {"an extension without a name", "1;\r\nx\r\n"},
        {"white space instead of a name", "1; \r\nx\r\n"},
        {"a second extension without a name", "1;a;\r\nx\r\n"},
        {"two semicolons", "1;;a\r\nx\r\n"},
        {"a value without a name", "1;=b\r\nx\r\n"},
        {"a quoted name", "1;\"a\"\r\nx\r\n"},
        {"a name that is no token", "1;a/b\r\nx\r\n"},
        {"an equals sign without a value", "1;a=\r\nx\r\n"},
        {"two equals signs", "1;a=b=c\r\nx\r\n"},
        {"a value that is no token", "1;a=b,c\r\nx\r\n"},
        {"text behind a quoted value", "1;a=\"b\"c\r\nx\r\n"},
        {"an unclosed quote", "1;a=\"b\r\nx\r\n"},
        {"two words", "1;a b\r\nx\r\n"},
        {"a value of two words", "1;a=b c\r\nx\r\n"},
        {"white space at the end of a name", "1;a \r\nx\r\n"},
        {"white space at the end of a value", "1;a=b \r\nx\r\n"},
        {"white space behind a quoted value", "1;a=\"b\" \r\nx\r\n"},
        {"an 8-bit name", "1;\xc3\xa9\r\nx\r\n"},
        {"NUL in an extension", "5;a\0b\r\nhello\r\n"s},
        {"bare LF in an extension", "5;a\nb\r\nhello\r\n"},
        {"bare LF ends an extension", "5;a\nhello\r\n"},
        {"CR within an extension", "5;a\rb\r\nhello\r\n"},
        {"CR LF within a quoted extension", "5;a=\"\r\n0\r\n\r\n\"\r\nhello\r\n"},
        {"LF as a quoted pair", "5;a=\"\\\n\"\r\nhello\r\n"},
        {"DEL in an extension", "5;a\x7f\r\nhello\r\n"},
        {"folded trailer", "0\r\nA: b\r\n c\r\n\r\n"},
        {"trailer begins with a space", "0\r\n A: b\r\n\r\n"},
        {"trailer begins with a tab", "0\r\n\tA: b\r\n\r\n"},
        {"trailer without a name", "0\r\n: b\r\n\r\n"},
        {"bare LF ends a trailer", "0\r\nA: b\n\r\n"},
        {"CR within a trailer", "0\r\nA: b\rc\r\n\r\n"},
        {"NUL in a trailer", "0\r\nA: \0\r\n\r\n"s},
        {"bare LF ends the body", "0\r\n\n"},
        {"CR without LF ends the body", "0\r\n\rx"},
    };
    for (const auto& [why, body] : cases)
        BOOST_TEST(is_refused(body), why);
}

BOOST_AUTO_TEST_CASE(a_size_has_at_most_15_digits)
{
    BOOST_TEST(!is_refused(std::string(14, '0') + "\r\n"));
    BOOST_TEST(!is_refused(std::string(15, '0') + "\r\n"));
    BOOST_TEST(is_refused(std::string(16, '0') + "\r\n"));
    BOOST_TEST(!is_refused(std::string(15, 'f') + "\r\nx"));
}

BOOST_AUTO_TEST_CASE(an_extension_has_at_most_255_bytes)
{
    const auto with = [](std::size_t size) {
        return is_refused("1;" + std::string(size, 'a') + "\r\nx\r\n0\r\n\r\n");
    };
    BOOST_TEST(!with(254));
    BOOST_TEST(!with(255));
    BOOST_TEST(with(256));
    // Each chunk has its own.
    const auto chunk = "1;" + std::string(200, 'a') + "\r\nx\r\n";
    BOOST_TEST(decode(chunk + chunk + chunk + "0\r\n\r\n").payload == "xxx");
}

BOOST_AUTO_TEST_CASE(a_trailer_line_has_a_name_and_a_colon)
{
    for (const std::string line :
         {"no colon", ": value", "na me: value", "na\tme: v", "\x80: v", " a: b"})
        BOOST_TEST(is_refused("0\r\n" + line + "\r\n\r\n"), line);
    BOOST_TEST(decode("0\r\nA-b_c:\r\n\r\n"s).trailers == "A-b_c:\r\n");
}

BOOST_AUTO_TEST_CASE(the_trailer_section_has_a_limit)
{
    const auto with = [](std::size_t size) {
        return is_refused("0\r\nA: " + std::string(size - 5, 'b') + "\r\n\r\n");
    };
    BOOST_TEST(!with(limits::trailer_bytes_max - 1));
    BOOST_TEST(!with(limits::trailer_bytes_max));
    BOOST_TEST(with(limits::trailer_bytes_max + 1));
}

BOOST_AUTO_TEST_SUITE_END()
