#include "store/state_files.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

using namespace dsgw::store;
using dsgw::test::temp_folder;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(state_files)

namespace {

unsigned mode_of(const std::string& path)
{
    struct stat status
    {};
    BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

std::string content_of(const std::string& path)
{
    return std::string(read_own_file(path, 1000).value().view());
}

}  // namespace

BOOST_AUTO_TEST_CASE(makes_what_is_missing_for_its_owner_alone)
{
    const temp_folder folder;
    const std::string path = folder.path("a/b/secrets.db");
    BOOST_TEST(make_own_file(path).has_value());
    BOOST_TEST(mode_of(folder.path("a")) == 0700U);
    BOOST_TEST(mode_of(folder.path("a/b")) == 0700U);
    BOOST_TEST(mode_of(path) == 0600U);
    BOOST_TEST(fs::file_size(path) == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_there_stays_as_it_is)
{
    const temp_folder folder;
    const std::string path = folder.path("a/key");
    BOOST_TEST(write_new_file(path, "first").value());
    BOOST_TEST(!write_new_file(path, "second").value());
    BOOST_TEST(make_own_file(path).has_value());
    BOOST_TEST(content_of(path) == "first");
    // Nothing of the attempts is left behind.
    BOOST_TEST(std::distance(fs::directory_iterator(folder.path("a")), {}) == 1);
    fs::permissions(folder.path("a"), fs::perms::owner_all | fs::perms::group_read);
    BOOST_TEST(make_own_file(folder.path("a/other")).has_value());
    BOOST_TEST(mode_of(folder.path("a")) == 0740U);
}

BOOST_AUTO_TEST_CASE(of_many_who_write_at_once_one_wins_and_all_read_the_same)
{
    const temp_folder folder;
    const std::string path = folder.path("state/key");
    std::atomic<int> winners = 0;
    {
        std::vector<std::jthread> writers;
        for (int number = 0; number < 8; ++number)
            writers.emplace_back([&, number] {
                if (write_new_file(path, std::string(500, static_cast<char>('a' + number))).value())
                    ++winners;
            });
    }
    BOOST_TEST(winners.load() == 1);
    const std::string content = content_of(path);
    BOOST_TEST((content == std::string(500, content.at(0))));
}

BOOST_AUTO_TEST_CASE(a_file_that_others_may_read_is_refused)
{
    const temp_folder folder;
    const std::string path = folder.path("key");
    BOOST_TEST(write_new_file(path, "key").value());
    for (const auto more :
         {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
        fs::permissions(path, fs::perms::owner_read | more);
        const auto refused = read_own_file(path, 1000);
        BOOST_TEST((refused.error().code == errc::file_open_to_others));
        BOOST_TEST(refused.error().message.starts_with(path + ": "));
    }
    fs::permissions(path, fs::perms::owner_read);
    BOOST_TEST(content_of(path) == "key");
}

BOOST_AUTO_TEST_CASE(a_file_has_its_largest_size)
{
    const temp_folder folder;
    const std::string path = folder.path("key");
    BOOST_TEST(write_new_file(path, "12345").value());
    BOOST_TEST(read_own_file(path, 5).value().size() == 5U);
    BOOST_TEST(read_own_file(path, 6).value().size() == 5U);
    BOOST_TEST((read_own_file(path, 4).error().code == errc::file_failed));
}

BOOST_AUTO_TEST_CASE(what_the_system_refuses_is_told_in_its_words)
{
    const temp_folder folder;
    const std::string file = folder.write("file", "");
    BOOST_TEST((read_own_file(folder.path("none"), 10).error().code == errc::file_failed));
    BOOST_TEST(read_own_file(folder.path("none"), 10)
                   .error()
                   .message.ends_with("(No such file or directory)"));
    BOOST_TEST((read_own_file(folder.path(), 10).error().code == errc::file_failed));
    for (const std::string& path : {file + "/x", file + "/y/x", std::string("/proc/none/x")}) {
        BOOST_TEST((make_own_file(path).error().code == errc::file_failed), path);
        BOOST_TEST((write_new_file(path, "x").error().code == errc::file_failed), path);
    }
}

BOOST_AUTO_TEST_SUITE_END()
