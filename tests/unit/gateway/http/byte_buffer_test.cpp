#include "gateway/http/byte_buffer.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(byte_buffer_test)

namespace {

void put(byte_buffer& into, std::string_view bytes)
{
    const auto room = into.prepare();
    BOOST_TEST_REQUIRE(room.size() >= bytes.size());
    std::copy(bytes.begin(), bytes.end(), room.begin());
    into.commit(bytes.size());
}

}  // namespace

BOOST_AUTO_TEST_CASE(holds_no_storage_until_it_is_needed)
{
    buffer_pool pool;
    byte_buffer buffer(pool);
    BOOST_TEST(buffer.empty());
    BOOST_TEST(buffer.view() == "");
    BOOST_TEST(buffer.capacity() == 0u);
    BOOST_TEST(buffer.prepare().size() == limits::read_buffer_bytes);
}

BOOST_AUTO_TEST_CASE(returns_the_bytes_that_were_written)
{
    buffer_pool pool;
    byte_buffer buffer(pool);
    put(buffer, "hello ");
    put(buffer, "world");
    BOOST_TEST(buffer.view() == "hello world");
    buffer.consume(6);
    BOOST_TEST(buffer.view() == "world");
    BOOST_TEST(std::string(buffer.data(), 5) == "world");
    buffer.consume(5);
    BOOST_TEST(buffer.empty());
}

BOOST_AUTO_TEST_CASE(wipes_sensitive_bytes_before_reuse)
{
    buffer_pool pool;
    const std::string password = "correct horse";
    const auto is_clean = [&] {
        byte_buffer next(pool);
        const auto room = next.prepare();
        return std::all_of(room.begin(), room.begin() + 64, [](char c) { return c == 0; });
    };
    {
        byte_buffer buffer(pool, after_use::wipe);
        const auto room = buffer.prepare();
        std::fill(room.begin(), room.end(), '\0');
        put(buffer, password);
        buffer.consume(3);
        buffer.clear();
        BOOST_TEST(is_clean());
        put(buffer, password);
        buffer.consume(password.size());
        buffer.release_if_empty();
        BOOST_TEST(is_clean());
        put(buffer, password);
        buffer.grow(limits::relay_window_bytes);
        BOOST_TEST(is_clean());
        BOOST_TEST(buffer.view() == password);
    }
    byte_buffer careless(pool);
    put(careless, password);
    careless.clear();
    BOOST_TEST(!is_clean());
}

BOOST_AUTO_TEST_CASE(a_full_buffer_makes_room_without_losing_a_byte)
{
    buffer_pool pool;
    byte_buffer buffer(pool);
    const std::string first(limits::read_buffer_bytes, 'a');
    put(buffer, first);
    buffer.consume(limits::read_buffer_bytes - 1);
    BOOST_TEST(buffer.prepare().size() == limits::read_buffer_bytes - 1);  // moved to the front
    BOOST_TEST(buffer.capacity() == limits::read_buffer_bytes);
    put(buffer, std::string(limits::read_buffer_bytes - 1, 'b'));
    BOOST_TEST(!buffer.prepare().empty());  // doubled
    BOOST_TEST(buffer.capacity() == limits::read_buffer_bytes * 2);
    BOOST_TEST(buffer.view() == "a" + std::string(limits::read_buffer_bytes - 1, 'b'));
}

BOOST_AUTO_TEST_CASE(grows_to_what_is_asked_for_and_never_shrinks)
{
    buffer_pool pool;
    byte_buffer buffer(pool);
    put(buffer, "abc");
    buffer.consume(1);
    buffer.grow(limits::relay_window_bytes);
    BOOST_TEST(buffer.capacity() == limits::relay_window_bytes);
    BOOST_TEST(buffer.view() == "bc");
    buffer.grow(10);
    BOOST_TEST(buffer.capacity() == limits::relay_window_bytes);
    BOOST_TEST(buffer.prepare().size() == limits::relay_window_bytes - 2);
}

BOOST_AUTO_TEST_CASE(releases_its_storage_only_when_empty)
{
    buffer_pool pool;
    byte_buffer buffer(pool);
    put(buffer, "abc");
    buffer.release_if_empty();
    BOOST_TEST(buffer.view() == "abc");
    buffer.consume(3);
    buffer.release_if_empty();
    BOOST_TEST(buffer.capacity() == 0u);
    put(buffer, "xyz");
    buffer.clear();
    BOOST_TEST(buffer.empty());
    BOOST_TEST(buffer.capacity() == 0u);
}

BOOST_AUTO_TEST_CASE(storage_is_used_again)
{
    for (const auto size : {limits::read_buffer_bytes, limits::relay_window_bytes}) {
        buffer_pool pool;
        auto storage = pool.take(size);
        BOOST_TEST(storage.size == size);
        const auto* bytes = storage.bytes.get();
        pool.give_back(std::move(storage));
        BOOST_TEST((pool.take(size).bytes.get() == bytes));
    }
}

BOOST_AUTO_TEST_CASE(small_requests_get_the_small_size_and_odd_ones_their_own)
{
    buffer_pool pool;
    BOOST_TEST(pool.take(1).size == limits::read_buffer_bytes);
    BOOST_TEST(pool.take(limits::read_buffer_bytes).size == limits::read_buffer_bytes);
    auto odd = pool.take(limits::read_buffer_bytes + 1);
    BOOST_TEST(odd.size == limits::read_buffer_bytes + 1);
    pool.give_back(std::move(odd));  // of neither size: not kept for others
    BOOST_TEST(pool.take(1).size == limits::read_buffer_bytes);
    BOOST_TEST(pool.take(limits::relay_window_bytes).size == limits::relay_window_bytes);
}

BOOST_AUTO_TEST_SUITE_END()
