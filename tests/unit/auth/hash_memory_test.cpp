#include "auth/hash_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

BOOST_AUTO_TEST_SUITE(hash_memory_test)

bool is_mapped(std::uint8_t* memory)
{
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto at = reinterpret_cast<std::uintptr_t>(memory) / page * page;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the page that holds it.
    return msync(reinterpret_cast<void*>(at), page, MS_ASYNC) == 0 || errno != ENOMEM;
}

BOOST_AUTO_TEST_CASE(it_is_zero_can_be_written_to_its_end_and_goes_back_to_the_system)
{
    constexpr std::size_t huge = 2 * 1024 * 1024;
    for (const std::size_t bytes :
         {std::size_t{8192}, huge - 1, huge, huge + 1, 19 * 1024 * 1024ul}) {
        std::uint8_t* memory = nullptr;
        BOOST_TEST_REQUIRE(dsgw::auth::take_hash_memory(&memory, bytes) == 0);
        BOOST_TEST(std::all_of(memory, memory + bytes, [](auto byte) { return byte == 0; }));
        std::fill_n(memory, bytes, std::uint8_t{0xff});
        BOOST_TEST(is_mapped(memory));
        BOOST_TEST(is_mapped(memory + bytes - 1));
        dsgw::auth::give_back_hash_memory(memory, bytes);
        BOOST_TEST(!is_mapped(memory), bytes);
        BOOST_TEST(!is_mapped(memory + bytes - 1), bytes);
    }
}

BOOST_AUTO_TEST_CASE(more_than_there_is_cannot_be_had)
{
    std::uint8_t* memory = nullptr;
    BOOST_TEST(dsgw::auth::take_hash_memory(&memory, std::size_t{1} << 60) == -1);
    BOOST_TEST(memory == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
