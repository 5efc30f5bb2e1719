#include "gateway/command/publish/shared_libraries.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(shared_libraries)

namespace {

using words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(this_program_has_libraries_and_the_c_library_is_none_of_them)
{
    const auto found = dsgw::loaded_libraries();
    const auto begins = [&](std::string_view start) {
        return std::ranges::any_of(found, [&](auto& name) { return name.starts_with(start); });
    };
    BOOST_TEST(begins("libboost_unit_test_framework"));
    for (const auto* start : {"libc.so", "libm.so", "ld-linux", "linux-vdso", "/"})
        BOOST_TEST(!begins(start), start);
}

BOOST_AUTO_TEST_CASE(packages_are_named_once_and_in_order)
{
    const auto found =
        dsgw::packages_of(words{"libz.so.1", "libssl.so.3", "libcrypto.so.3", "libstrange.so.1"});
    BOOST_TEST((found.packages == words{"libssl3", "zlib1g"}));
    BOOST_TEST((found.unknown == words{"libstrange.so.1"}));
    BOOST_TEST(dsgw::packages_of({}).packages.empty());
}

BOOST_AUTO_TEST_SUITE_END()
