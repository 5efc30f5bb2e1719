#include "gateway/http/errc.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(errc_test)

// errc.cpp checks when it is compiled that each code has a complete row, in order.

BOOST_AUTO_TEST_CASE(every_code_has_a_name_of_its_own)
{
    std::set<std::string, std::less<>> names;
    for (int value = 1; value <= static_cast<int>(errc::internal); ++value) {
        const auto code = static_cast<errc>(value);
        const std::string name(name_of(code));
        BOOST_TEST((row_of(code).code == code), name);
        BOOST_TEST(names.insert(name).second, name);
    }
}

BOOST_AUTO_TEST_CASE(a_code_names_the_side_at_fault)
{
    for (int value = 1; value <= static_cast<int>(errc::internal); ++value) {
        const auto code = static_cast<errc>(value);
        const bool upstream =
            name_of(code).starts_with("upstream_") || code == errc::token_unverified;
        BOOST_TEST((side_of(code) == side::upstream) == upstream, name_of(code));
    }
    BOOST_TEST(name_of(side_of(errc::malformed_host)) == "downstream");
    BOOST_TEST(name_of(side_of(errc::body_timeout)) == "downstream");
    BOOST_TEST(name_of(side_of(errc::upstream_busy)) == "upstream");
    BOOST_TEST(name_of(side_of(errc::kdf_queue_full)) == "internal");
    BOOST_TEST(name_of(side_of(errc::internal)) == "internal");
}

BOOST_AUTO_TEST_CASE(only_a_client_that_has_left_is_cut_off)
{
    for (int value = 1; value <= static_cast<int>(errc::internal); ++value) {
        const auto code = static_cast<errc>(value);
        const bool is_cut = row_of(code).connection == connection_fate::cut;
        BOOST_TEST(is_cut == (code == errc::downstream_closed), name_of(code));
    }
}

BOOST_AUTO_TEST_SUITE_END()
