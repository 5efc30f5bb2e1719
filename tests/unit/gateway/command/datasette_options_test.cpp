#include "gateway/command/datasette_options.hpp"

#include "gateway/command/cli_options.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string_view>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(datasette_options_)

BOOST_AUTO_TEST_CASE(no_name_is_given_twice_or_is_ours_too)
{
    std::set<std::string_view> long_names;
    std::set<char> short_names;
    for (const auto& own : own_options(command_name::serve)) {
        long_names.insert(own.long_name);
        if (own.short_name != 0) short_names.insert(own.short_name);
    }
    for (const auto& one : datasette_options()) {
        BOOST_TEST(one.long_name.starts_with("--"), one.long_name);
        BOOST_TEST(long_names.insert(one.long_name).second, one.long_name);
        if (one.short_name != 0) BOOST_TEST(short_names.insert(one.short_name).second);
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_would_pass_the_gateway_by_and_nothing_else)
{
    std::set<std::string_view> refused;
    for (const auto& one : datasette_options())
        if (!one.refused.empty()) refused.insert(one.long_name);
    const std::set<std::string_view> expected{"--reload", "--headers", "--token",        "--actor",
                                              "--open",   "--pdb",     "--help-settings"};
    BOOST_TEST((refused == expected));
}

BOOST_AUTO_TEST_SUITE_END()
