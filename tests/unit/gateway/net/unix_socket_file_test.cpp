#include "gateway/net/unix_socket.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(bound_socket_file_test)

BOOST_AUTO_TEST_CASE(removes_the_file_at_its_end)
{
    const test::temp_folder folder;
    const std::string path = folder.path("socket");
    const int made = bind_private_socket(path, "a test's");
    {
        const bound_socket_file file(path);
        BOOST_TEST(std::filesystem::exists(path));
        BOOST_TEST(file.path() == path);
    }
    BOOST_TEST(!std::filesystem::exists(path));
    ::close(made);
}

BOOST_AUTO_TEST_CASE(keeps_the_file_of_a_successor)
{
    const test::temp_folder folder;
    const std::string path = folder.path("socket");
    std::optional<bound_socket_file> ours;
    ::close(bind_private_socket(path, "the first"));
    ours.emplace(path);
    const int successor = bind_private_socket(path, "the second");
    const bound_socket_file theirs(path);
    ours.reset();
    BOOST_TEST(std::filesystem::exists(path));
    ::close(successor);
}

BOOST_AUTO_TEST_CASE(accepts_that_the_file_is_already_gone)
{
    const test::temp_folder folder;
    const std::string path = folder.path("socket");
    const int made = bind_private_socket(path, "a test's");
    {
        const bound_socket_file file(path);
        std::filesystem::remove(path);
    }
    const bound_socket_file never(folder.path("never"));
    ::close(made);
}

BOOST_AUTO_TEST_SUITE_END()
