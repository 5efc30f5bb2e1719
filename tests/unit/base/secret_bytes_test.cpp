#include "base/secret_bytes.hpp"

#include <boost/test/unit_test.hpp>

#include <type_traits>
#include <utility>

using namespace dsgw;

static_assert(!std::is_copy_constructible_v<secret_bytes>);
static_assert(!std::is_copy_assignable_v<secret_bytes>);
static_assert(std::is_nothrow_move_constructible_v<secret_bytes>);

BOOST_AUTO_TEST_SUITE(secret_bytes_)

BOOST_AUTO_TEST_CASE(holds_bytes_with_nul)
{
    const std::string_view text("a\0b", 3);
    const secret_bytes bytes(text);
    BOOST_TEST((bytes.view() == text));
    BOOST_TEST(secret_bytes().size() == 0U);
    BOOST_TEST(secret_bytes(std::string_view()).view().empty());
}

BOOST_AUTO_TEST_CASE(a_size_gives_zeros_to_write_over)
{
    secret_bytes bytes(std::size_t{3});
    BOOST_TEST((bytes.view() == std::string_view("\0\0\0", 3)));
    bytes.data()[1] = 'x';
    BOOST_TEST((bytes.view() == std::string_view("\0x\0", 3)));
}

BOOST_AUTO_TEST_CASE(moving_leaves_nothing_behind)
{
    secret_bytes from("secret");
    secret_bytes into(std::move(from));
    BOOST_TEST(from.size() == 0U);  // NOLINT(bugprone-use-after-move): that is the promise
    BOOST_TEST(into.view() == "secret");
    secret_bytes last("other");
    last = std::move(into);
    BOOST_TEST(into.size() == 0U);  // NOLINT(bugprone-use-after-move)
    BOOST_TEST(last.view() == "secret");
}

BOOST_AUTO_TEST_CASE(shrinking_keeps_the_place_so_that_no_copy_is_left_behind)
{
    secret_bytes bytes("secret");
    const char* memory = bytes.data();
    bytes.shrink(3);
    BOOST_TEST(bytes.view() == "sec");
    BOOST_TEST(bytes.data() == memory);
    bytes.shrink(3);
    BOOST_TEST(bytes.view() == "sec");
    bytes.shrink(0);
    BOOST_TEST(bytes.size() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
