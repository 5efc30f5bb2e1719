#include "gateway/datasette/private_folder.hpp"

#include "tests/unit/gateway/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <sys/un.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

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

BOOST_AUTO_TEST_CASE(only_we_can_enter_it_and_it_goes_with_all_that_is_in_it)
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

BOOST_AUTO_TEST_CASE(a_file_is_written_whole_and_anew)
{
    const private_folder folder;
    const std::string large(3'000'000, 'x');
    BOOST_TEST((content_of(folder.write("a", large)) == large));
    BOOST_TEST(content_of(folder.write("a", "short")) == "short");
    BOOST_TEST(content_of(folder.write("a", "")) == "");
    const std::string nul("a\0b", 3);
    BOOST_TEST((content_of(folder.write("a", nul)) == nul));
}

BOOST_AUTO_TEST_CASE(says_what_it_cannot_write)
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

BOOST_AUTO_TEST_CASE(stands_where_the_environment_says)
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

BOOST_AUTO_TEST_SUITE_END()
