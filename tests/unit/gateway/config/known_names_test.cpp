#include "gateway/config/known_names.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string_view>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(known_names)

BOOST_AUTO_TEST_CASE(no_list_is_empty_or_names_anything_twice)
{
    for (const auto& list :
         {own_plugin_names(), other_plugin_names(), instance_block_names(), database_block_names(),
          item_block_names(), displayed_names(), displayed_item_names(), action_names(),
          setting_names(), closing_setting_names()}) {
        const std::set<std::string_view> different(list.begin(), list.end());
        BOOST_TEST(!list.empty());
        BOOST_TEST(different.size() == list.size());
        BOOST_TEST(!different.contains(""));
    }
}

BOOST_AUTO_TEST_CASE(lists_that_exclude_each_other_share_no_name)
{
    for (const auto name : own_plugin_names())
        BOOST_TEST(!is_one_of(name, other_plugin_names()), name);
    for (const auto name : displayed_names()) {
        BOOST_TEST(!is_one_of(name, instance_block_names()), name);
        BOOST_TEST(!is_one_of(name, displayed_item_names()), name);
    }
    for (const auto name : closing_setting_names())
        BOOST_TEST(is_one_of(name, setting_names()), name);
    for (const auto name : item_block_names())
        BOOST_TEST(is_one_of(name, database_block_names()), name);
}

BOOST_AUTO_TEST_CASE(a_name_matches_only_as_a_whole_and_in_its_case)
{
    BOOST_TEST(is_one_of("view-table", action_names()));
    for (const std::string_view other : {"", "view", "view-tables", "View-Table", "view_table"})
        BOOST_TEST(!is_one_of(other, action_names()), other);
    BOOST_TEST(!is_one_of("view-table", {}));
}

BOOST_AUTO_TEST_SUITE_END()
