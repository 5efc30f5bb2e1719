#include "gateway/http/body_source.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(body_source_test)

namespace {

void put(byte_buffer& into, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto room = into.prepare();
        const auto size = std::min(room.size(), bytes.size());
        std::copy_n(bytes.data(), size, room.data());
        into.commit(size);
        bytes.remove_prefix(size);
    }
}

struct taken
{
    std::string payload;
    std::string left;
    bool done = false;
};

/// Brings `bytes` in two pieces and takes all the payload there is.
taken take_all(body_source& source, std::string_view bytes, std::size_t cut)
{
    buffer_pool pool;
    byte_buffer buffer(pool);
    taken result;
    for (const auto piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
        put(buffer, piece);
        const auto payload = source.take(buffer);
        BOOST_TEST_REQUIRE(payload.has_value());
        result.payload += *payload;
        source.used(buffer);
    }
    result.left = buffer.view();
    result.done = source.is_done();
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(takes_a_body_of_each_framing_however_it_is_cut)
{
    struct
    {
        body_framing framing;
        std::uint64_t length;
        std::string bytes;
        std::string payload;
        std::string left;
        bool done;
    } const cases[]{
        {body_framing::none, 0, "GET /", "", "GET /", true},
        {body_framing::sized, 5, "hello", "hello", "", true},
        {body_framing::sized, 5, "helloGET /", "hello", "GET /", true},
        {body_framing::sized, 6, "hello", "hello", "", false},
        {body_framing::sized, 0, "GET /", "", "GET /", true},
        {body_framing::chunked, 0, "5\r\nhello\r\n0\r\n\r\nGET /", "hello", "GET /", true},
        {body_framing::chunked, 0, "5\r\nhello\r\n0\r\n", "hello", "", false},
        {body_framing::until_close, 0, "hello", "hello", "", false},
    };
    for (const auto& each : cases) {
        for (std::size_t cut = 0; cut <= each.bytes.size(); ++cut) {
            body_source source(each.framing, each.length);
            const auto result = take_all(source, each.bytes, cut);
            BOOST_TEST(result.payload == each.payload, each.bytes << " cut at " << cut);
            BOOST_TEST(result.left == each.left);
            BOOST_TEST(result.done == each.done);
            BOOST_TEST(source.payload_bytes() == each.payload.size());
        }
    }
}

BOOST_AUTO_TEST_CASE(knows_whether_the_end_of_the_bytes_is_the_end_of_the_body)
{
    struct
    {
        body_framing framing;
        std::uint64_t length;
        std::string bytes;
        bool expected;
    } const cases[]{
        {body_framing::none, 0, "", true},
        {body_framing::until_close, 0, "", true},
        {body_framing::until_close, 0, "hello", true},
        {body_framing::sized, 5, "hello", true},
        {body_framing::sized, 5, "hell", false},
        {body_framing::sized, 5, "", false},
        {body_framing::chunked, 0, "0\r\n\r\n", true},
        {body_framing::chunked, 0, "0\r\n", false},
        {body_framing::chunked, 0, "5\r\nhello\r\n", false},
        {body_framing::chunked, 0, "", false},
    };
    for (const auto& each : cases) {
        body_source source(each.framing, each.length);
        (void)take_all(source, each.bytes, 0);
        BOOST_TEST(source.end() == each.expected, each.bytes);
    }
}

BOOST_AUTO_TEST_CASE(keeps_the_trailers_of_a_chunked_body)
{
    body_source source(body_framing::chunked, 0);
    (void)take_all(source, "1\r\nx\r\n0\r\nA: b\r\n\r\n", 9);
    BOOST_TEST(source.trailers() == "A: b\r\n");
    BOOST_TEST(body_source(body_framing::sized, 1).trailers() == "");
}

BOOST_AUTO_TEST_CASE(says_when_a_chunk_is_malformed)
{
    buffer_pool pool;
    byte_buffer buffer(pool);
    put(buffer, "5\nhello\r\n");
    body_source source(body_framing::chunked, 0);
    const auto payload = source.take(buffer);
    BOOST_TEST_REQUIRE(!payload.has_value());
    BOOST_TEST((payload == errc::malformed_chunk));
}

BOOST_AUTO_TEST_CASE(a_chunk_frame_is_what_the_decoder_reads)
{
    struct
    {
        std::size_t payload;
        bool last;
        std::string_view trailers;
        std::string_view before;
        std::string_view behind;
    } const cases[]{
        {0, false, "", "", ""},
        {0, true, "", "", "0\r\n\r\n"},
        {0, true, "A: b\r\n", "", "0\r\nA: b\r\n\r\n"},
        {5, false, "", "5\r\n", "\r\n"},
        {5, true, "", "5\r\n", "\r\n0\r\n\r\n"},
        {500, false, "", "1f4\r\n", "\r\n"},
        {65536, true, "A: b\r\n", "10000\r\n", "\r\n0\r\nA: b\r\n\r\n"},
    };
    for (const auto& each : cases) {
        const chunk_frame frame(each.payload, each.last, each.trailers);
        BOOST_TEST(frame.before() == each.before);
        BOOST_TEST(frame.behind() == each.behind);
        auto bytes = std::string(frame.before()) + std::string(each.payload, 'x') + frame.behind();
        body_source source(body_framing::chunked, 0);
        buffer_pool pool;
        byte_buffer buffer(pool);
        put(buffer, bytes);
        const auto payload = source.take(buffer);
        BOOST_TEST_REQUIRE(payload.has_value());
        BOOST_TEST(payload->size() == each.payload);
        BOOST_TEST(source.is_done() == each.last);
        BOOST_TEST(source.trailers() == each.trailers);
    }
    const chunk_frame largest(SIZE_MAX, false, {});
    BOOST_TEST(largest.before() == "ffffffffffffffff\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
