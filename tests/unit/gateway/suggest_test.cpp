#include "gateway/config/suggest.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

BOOST_AUTO_TEST_SUITE(suggest)

BOOST_AUTO_TEST_CASE(counts_edits)
{
    BOOST_TEST(dsgw::edit_distance("", "") == 0u);
    BOOST_TEST(dsgw::edit_distance("abc", "") == 3u);
    BOOST_TEST(dsgw::edit_distance("kitten", "sitting") == 3u);
    BOOST_TEST(dsgw::edit_distance("relam", "realm") == 1u);  // two neighbours swapped
}

BOOST_AUTO_TEST_CASE(suggests_only_what_is_near)
{
    constexpr std::array<std::string_view, 3> known{"realm", "public", "limits"};
    BOOST_TEST(dsgw::nearest_name("relam", known) == "realm");
    BOOST_TEST(dsgw::nearest_name("limit", known) == "limits");
    BOOST_TEST(dsgw::nearest_name("zzzzz", known) == "");
    BOOST_TEST(dsgw::nearest_name("", known) == "");
    BOOST_TEST(dsgw::nearest_name(std::string(5000, 'r'), known) == "");
    BOOST_TEST(dsgw::did_you_mean("pubic", known) == "; did you mean public?");
    BOOST_TEST(dsgw::did_you_mean("qwerty", known) == "");
}

BOOST_AUTO_TEST_SUITE_END()
