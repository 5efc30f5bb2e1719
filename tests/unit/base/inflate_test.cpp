#include "base/inflate.hpp"

#include <boost/test/unit_test.hpp>

#include <zlib.h>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(inflate_)

namespace {

std::string compress_text(const std::string& text)
{
    uLongf size = compressBound(static_cast<uLong>(text.size()));
    std::string bytes(size, '\0');
    const int failed = compress2(
        reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
        static_cast<uLong>(text.size()), 9
    );
    BOOST_REQUIRE(failed == Z_OK);
    bytes.resize(size);
    return bytes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(makes_long_again_what_was_made_short)
{
    for (const std::string& text :
         {std::string(), std::string("x"), std::string("hello hello hello")})
        BOOST_TEST((inflate_zlib(compress_text(text), 100) == text), text);
}

BOOST_AUTO_TEST_CASE(holds_to_its_bound_exactly)
{
    const std::string bytes = compress_text(std::string(1000, 'a'));
    BOOST_TEST(!inflate_zlib(bytes, 999).has_value());
    BOOST_TEST(inflate_zlib(bytes, 1000).has_value());
    BOOST_TEST(inflate_zlib(bytes, 1001).has_value());
    BOOST_TEST(!inflate_zlib(compress_text("x"), 0).has_value());
    BOOST_TEST((inflate_zlib(compress_text(""), 0) == ""));
}

BOOST_AUTO_TEST_CASE(a_bomb_costs_no_more_than_the_bound)
{
    const std::string bomb = compress_text(std::string(50'000'000, 'a'));
    BOOST_TEST(bomb.size() < 100'000U);
    BOOST_TEST(!inflate_zlib(bomb, 65'536).has_value());
}

BOOST_AUTO_TEST_CASE(refuses_cut_changed_and_foreign_data)
{
    const std::string good = compress_text("some text that is worth compressing, some text");
    for (std::size_t size = 0; size < good.size(); ++size)
        BOOST_TEST(!inflate_zlib(good.substr(0, size), 1000).has_value(), size);
    std::string changed = good;
    changed.back() = static_cast<char>(changed.back() ^ 1);  // the checksum
    BOOST_TEST(!inflate_zlib(changed, 1000).has_value());
    BOOST_TEST(!inflate_zlib("notzlib", 1000).has_value());
    BOOST_TEST(!inflate_zlib("\x1f\x8b\x08", 1000).has_value());
}

BOOST_AUTO_TEST_CASE(ignores_what_follows_the_end_as_python_does)
{
    BOOST_TEST((inflate_zlib(compress_text("text") + "junk", 1000) == "text"));
}

BOOST_AUTO_TEST_SUITE_END()
