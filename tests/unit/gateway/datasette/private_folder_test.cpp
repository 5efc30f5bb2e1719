#include "gateway/datasette/private_folder.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

using namespace dsgw;
using dsgw::test::scoped_variable;
using dsgw::test::temp_folder;

BOOST_AUTO_TEST_SUITE(private_folder_test)

namespace {

unsigned mode_of(const std::string& path)
{
    struct stat found
    {};
    BOOST_TEST_REQUIRE(lstat(path.c_str(), &found) == 0);
    return found.st_mode & 07777u;
}

std::string content_of(const std::string& path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_private_and_removed_with_its_contents)
{
    const auto before = umask(0);
    std::string path;
    {
        const private_folder folder;
        path = folder.path();
        BOOST_TEST(mode_of(path) == 0700u);
        const auto file = folder.write("secrets.json", "{\"a\": 1}");
        BOOST_TEST(file == path + "/secrets.json");
        BOOST_TEST(mode_of(file) == 0600u);
        BOOST_TEST(content_of(file) == "{\"a\": 1}");
        std::filesystem::create_directories(path + "/sub/sub");
        folder.write("sub/sub/x", "y");
    }
    umask(before);
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(each_is_another)
{
    const private_folder one;
    const private_folder other;
    BOOST_TEST(one.path() != other.path());
}

BOOST_AUTO_TEST_CASE(replaces_a_file_completely)
{
    const private_folder folder;
    const std::string large(3'000'000, 'x');
    BOOST_TEST((content_of(folder.write("a", large)) == large));
    BOOST_TEST(content_of(folder.write("a", "short")) == "short");
    BOOST_TEST(content_of(folder.write("a", "")) == "");
    const std::string nul("a\0b", 3);
    BOOST_TEST((content_of(folder.write("a", nul)) == nul));
}

BOOST_AUTO_TEST_CASE(reports_write_errors)
{
    const private_folder folder;
    BOOST_CHECK_EXCEPTION(
        folder.write("none/a", "x"), std::runtime_error,
        [&](const std::runtime_error& e) {
            return std::string(e.what()).find(folder.path() + "/none/a") != std::string::npos;
        }
    );
    const temp_folder elsewhere;
    std::filesystem::create_symlink(elsewhere.write("x", "kept"), folder.path() + "/link");
    BOOST_CHECK_THROW(folder.write("link", "y"), std::runtime_error);
    BOOST_TEST(content_of(elsewhere.path("x")) == "kept");
}

BOOST_AUTO_TEST_CASE(uses_the_folder_of_the_environment)
{
    const temp_folder runtime;
    const temp_folder temporary;
    const scoped_variable tmpdir("TMPDIR", temporary.path().c_str());
    {
        const scoped_variable xdg("XDG_RUNTIME_DIR", runtime.path().c_str());
        BOOST_TEST(private_folder().path().find(runtime.path() + "/") == 0u);
    }
    const auto too_long = temporary.path(std::string(sizeof(sockaddr_un::sun_path), 'x'));
    std::filesystem::create_directories(too_long);
    for (const auto& unfit :
         {std::string(), std::string("relative"), runtime.path("none"), too_long}) {
        const scoped_variable xdg("XDG_RUNTIME_DIR", unfit.c_str());
        BOOST_TEST(private_folder().path().find(temporary.path() + "/") == 0u, unfit);
    }
    const scoped_variable no_xdg("XDG_RUNTIME_DIR", nullptr);
    const scoped_variable no_tmpdir("TMPDIR", nullptr);
    BOOST_TEST(private_folder().path().find("/tmp/") == 0u);
}

namespace {

/// Of another process, which has been killed: nothing holds its lock.
std::string abandoned_folder(const temp_folder& parent, const std::string& name)
{
    parent.write(name + "/.lock", "");
    parent.write(name + "/python/sub/plugin.py", "x");
    parent.write(name + "/metadata.json", "{}");
    std::filesystem::permissions(parent.path(name), std::filesystem::perms::owner_all);
    return parent.path(name);
}

}  // namespace

BOOST_AUTO_TEST_CASE(removes_the_folder_of_a_killed_process)
{
    const temp_folder parent;
    const scoped_variable xdg("XDG_RUNTIME_DIR", nullptr);
    const scoped_variable tmpdir("TMPDIR", parent.path().c_str());
    const auto left = abandoned_folder(parent, "datasette-gateway-abc123");
    const private_folder mine;
    mine.write("metadata.json", "{}");
    remove_abandoned_folders();
    BOOST_TEST(!std::filesystem::exists(left));
    BOOST_TEST(content_of(mine.path() + "/metadata.json") == "{}");
}

BOOST_AUTO_TEST_CASE(keeps_everything_but_abandoned_folders)
{
    const temp_folder parent, elsewhere;
    const scoped_variable xdg("XDG_RUNTIME_DIR", nullptr);
    const scoped_variable tmpdir("TMPDIR", parent.path().c_str());
    const auto open_to_all = abandoned_folder(parent, "datasette-gateway-open00");
    std::filesystem::permissions(open_to_all, std::filesystem::perms::all);
    const auto other_name = abandoned_folder(parent, "datasette-gateway-longer-name");
    const auto no_lock = abandoned_folder(parent, "datasette-gateway-nolock");
    std::filesystem::remove(no_lock + "/.lock");
    const auto file = parent.write("datasette-gateway-a_file", "text");
    const auto far = abandoned_folder(elsewhere, "datasette-gateway-far000");
    const auto link = parent.path("datasette-gateway-link00");
    std::filesystem::create_symlink(far, link);
    const auto lock_link = abandoned_folder(parent, "datasette-gateway-llink0");
    std::filesystem::remove(lock_link + "/.lock");
    std::filesystem::create_symlink(elsewhere.write("lock", ""), lock_link + "/.lock");
    remove_abandoned_folders();
    for (const auto& kept : {open_to_all, other_name, no_lock, far, lock_link})
        BOOST_TEST(content_of(kept + "/metadata.json") == "{}", kept);
    BOOST_TEST(content_of(file) == "text");
    BOOST_TEST(std::filesystem::is_symlink(link));
}

BOOST_AUTO_TEST_CASE(does_not_follow_links_in_an_abandoned_folder)
{
    const temp_folder parent, elsewhere;
    const scoped_variable xdg("XDG_RUNTIME_DIR", nullptr);
    const scoped_variable tmpdir("TMPDIR", parent.path().c_str());
    const auto left = abandoned_folder(parent, "datasette-gateway-links0");
    const auto kept = elsewhere.write("folder/file", "kept");
    std::filesystem::create_symlink(elsewhere.path("folder"), left + "/folder");
    std::filesystem::create_symlink(kept, left + "/file");
    remove_abandoned_folders();
    BOOST_TEST(!std::filesystem::exists(left));
    BOOST_TEST(content_of(kept) == "kept");
}

BOOST_AUTO_TEST_CASE(processes_that_start_at_the_same_moment_do_not_take_each_others_folder)
{
    const temp_folder parent;
    const scoped_variable xdg("XDG_RUNTIME_DIR", nullptr);
    const scoped_variable tmpdir("TMPDIR", parent.path().c_str());
    std::atomic<bool> is_over{false};
    std::thread remover([&] {
        while (!is_over)
            remove_abandoned_folders();
    });
    unsigned lost = 0;
    for (int i = 0; i < 500; ++i) {
        const private_folder folder;
        if (content_of(folder.write("a", "x")) != "x") ++lost;
        if (!std::filesystem::exists(folder.path() + "/a")) ++lost;
    }
    is_over = true;
    remover.join();
    BOOST_TEST(lost == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
