#include "gateway/net/unix_socket.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(stale_socket)

namespace {

/// A socket with a file, and those that have connected to it.
class listening
{
public:
    explicit listening(const std::string& path)
    {
        at_.sun_family = AF_UNIX;
        path.copy(at_.sun_path, path.size());
        const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        BOOST_REQUIRE(::bind(made, reinterpret_cast<const sockaddr*>(&at_), sizeof at_) == 0);
        BOOST_REQUIRE(::listen(made, 0) == 0);
        open_.push_back(made);
    }

    ~listening() { end(); }

    /// Until no more connections are accepted.
    void fill()
    {
        for (int waiting = 0; waiting < 100; ++waiting) {
            const int one = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            open_.push_back(one);
            if (::connect(one, reinterpret_cast<const sockaddr*>(&at_), sizeof at_) != 0) return;
        }
        BOOST_FAIL("the queue is never full");
    }

    void end()
    {
        for (const int each : open_)
            ::close(each);
        open_.clear();
    }

private:
    sockaddr_un at_{};
    std::vector<int> open_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(removes_a_socket_without_a_listener)
{
    const dsgw::test::temp_folder folder;
    const auto path = folder.path("s.sock");
    BOOST_TEST((remove_stale_socket(path) == socket_file::free));
    listening server(path);
    BOOST_TEST((remove_stale_socket(path) == socket_file::in_use));
    server.end();
    BOOST_TEST(std::filesystem::exists(path));
    BOOST_TEST((remove_stale_socket(path) == socket_file::free));
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(looking_removes_nothing)
{
    const dsgw::test::temp_folder folder;
    const auto path = folder.path("s.sock");
    BOOST_TEST((look_at_socket(path) == socket_file::free));
    listening server(path);
    BOOST_TEST((look_at_socket(path) == socket_file::in_use));
    server.end();
    BOOST_TEST((look_at_socket(path) == socket_file::stale));
    BOOST_TEST(std::filesystem::exists(path));
    BOOST_TEST((look_at_socket(folder.write("file", "")) == socket_file::not_a_socket));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_busy_keeps_its_file)
{
    const dsgw::test::temp_folder folder;
    const auto path = folder.path("s.sock");
    listening server(path);
    server.fill();
    BOOST_TEST((remove_stale_socket(path) == socket_file::in_use));
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(does_not_remove_other_files)
{
    const dsgw::test::temp_folder folder;
    const auto path = folder.write("file", "text");
    BOOST_TEST((remove_stale_socket(path) == socket_file::not_a_socket));
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_AUTO_TEST_SUITE_END()
