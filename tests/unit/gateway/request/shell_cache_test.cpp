#include "gateway/request/shell_cache.hpp"

#include "gateway/http/limits.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(shell_cache_test)

namespace {

shell_ptr some_shell() { return std::make_shared<page_shell>(page_shell::built_in({})); }

constexpr steady_clock::time_point began{};

}  // namespace

BOOST_AUTO_TEST_CASE(a_shell_belongs_to_one_user_until_it_expires)
{
    shell_cache cache;
    const auto shell = some_shell();
    cache.keep("alice", shell, began + seconds(30));
    BOOST_TEST((cache.find("alice", began + seconds(29)) == shell));
    BOOST_TEST((cache.find("alice", began + seconds(30)) == nullptr));
    BOOST_TEST((cache.find("", began) == nullptr));
    cache.keep("alice", shell, began + seconds(60));
    BOOST_TEST((cache.find("alice", began + seconds(59)) == shell));
    BOOST_TEST(cache.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_cache_is_bounded)
{
    shell_cache cache;
    const auto shell = some_shell();
    for (std::size_t i = 0; i <= limits::shells_max; ++i)
        cache.keep(std::to_string(i), shell, began + seconds(1 + i));
    BOOST_TEST(cache.size() == limits::shells_max);
    BOOST_TEST((cache.find("0", began) == nullptr));
    BOOST_TEST((cache.find("1", began) == shell));
}

BOOST_AUTO_TEST_SUITE_END()
