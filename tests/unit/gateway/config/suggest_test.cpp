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

BOOST_AUTO_TEST_CASE(suggests_only_similar_names)
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

BOOST_AUTO_TEST_CASE(takes_a_beginning_of_a_word_before_what_is_near)
{
    constexpr std::array<std::string_view, 5> known{
        "--get", "--metadata", "--memory", "--ssl-keyfile", "--ssl-certfile"};
    BOOST_TEST(dsgw::nearest_word("--meta", known) == "--metadata");
    BOOST_TEST(dsgw::nearest_word("--mem", known) == "--memory");
    BOOST_TEST(dsgw::nearest_word("--gte", known) == "--get");
    BOOST_TEST(dsgw::nearest_word("--ssl", known) == "--ssl-keyfile");
    BOOST_TEST(dsgw::nearest_word("--me", known) == dsgw::nearest_name("--me", known));
    BOOST_TEST(dsgw::nearest_word("--mtadata", known) == "--metadata");
    BOOST_TEST(dsgw::nearest_word("--", known) == dsgw::nearest_name("--", known));
    BOOST_TEST(dsgw::nearest_word("", known) == "");
    BOOST_TEST(dsgw::did_you_mean_word("--meta", known) == "; did you mean --metadata?");
}

BOOST_AUTO_TEST_SUITE_END()
