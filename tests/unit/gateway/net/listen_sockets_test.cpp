#include "gateway/net/listen_sockets.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

using namespace dsgw;
using dsgw::test::temp_folder;

BOOST_AUTO_TEST_SUITE(listen_sockets_test)

namespace {

listen_address tcp(std::string host, std::uint16_t port) { return {std::move(host), port, {}}; }

listen_address unix_socket(std::string path) { return {"", 0, std::move(path)}; }

std::string failure_of(const listen_address& at)
{
    try {
        const listen_sockets made(at, 1);
        return "no failure";
    } catch (const std::runtime_error& e) {
        return e.what();
    }
}

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::uint16_t port_of(const listen_sockets& from)
{
    const auto url = from.url(false);
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

bool connects(const sockaddr* at, socklen_t size)
{
    const int made = ::socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(made, at, size) == 0;
    ::close(made);
    return connected;
}

bool connects(std::uint16_t port)
{
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return connects(reinterpret_cast<const sockaddr*>(&at), sizeof at);
}

bool connects(const std::string& path)
{
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, sizeof at.sun_path - 1);
    return connects(reinterpret_cast<const sockaddr*>(&at), sizeof at);
}

}  // namespace

BOOST_AUTO_TEST_CASE(port_0_is_any_free_port_and_shown)
{
    listen_sockets sockets(tcp("127.0.0.1", 0), 2);
    const auto port = port_of(sockets);
    BOOST_TEST(port != 0);
    BOOST_TEST(sockets.url(false) == "http://127.0.0.1:" + std::to_string(port));
    BOOST_TEST(sockets.url(true) == "https://127.0.0.1:" + std::to_string(port));
    BOOST_TEST(sockets.is_local());
    BOOST_TEST(connects(port));
}

BOOST_AUTO_TEST_CASE(every_thread_gets_a_socket_of_its_own_on_the_same_port)
{
    listen_sockets sockets(tcp("127.0.0.1", 0), 3);
    const auto port = port_of(sockets);
    const auto released = sockets.release();
    BOOST_TEST_REQUIRE(released.size() == 3u);
    BOOST_TEST(sockets.release().empty());
    for (const int each : released) {
        sockaddr_in at{};
        socklen_t size = sizeof at;
        BOOST_TEST(getsockname(each, reinterpret_cast<sockaddr*>(&at), &size) == 0);
        BOOST_TEST(ntohs(at.sin_port) == port);
    }
    for (const int each : released)
        ::close(each);
    BOOST_TEST(!connects(port));
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_named)
{
    listen_sockets first(tcp("127.0.0.1", 0), 2);
    const auto port = port_of(first);
    const auto failed = failure_of(tcp("127.0.0.1", port));
    BOOST_TEST(contains(failed, "port " + std::to_string(port)), failed);
    BOOST_TEST(contains(failed, "already in use"), failed);
}

BOOST_AUTO_TEST_CASE(a_trial_binds_nothing_for_long_and_accepts_no_client)
{
    std::uint16_t port = 0;
    {
        const listen_sockets sockets(tcp("127.0.0.1", 0), 1);
        port = port_of(sockets);
        BOOST_CHECK_EXCEPTION(
            try_to_bind(tcp("127.0.0.1", port)), address_in_use,
            [&](const address_in_use& e) {
                return e.place() == "port " + std::to_string(port) + " of 127.0.0.1";
            }
        );
        BOOST_TEST(connects(port));
    }
    BOOST_CHECK_NO_THROW(try_to_bind(tcp("127.0.0.1", port)));
    BOOST_TEST(!connects(port));
    BOOST_TEST(failure_of(tcp("127.0.0.1", port)) == "no failure");
    BOOST_CHECK_EXCEPTION(
        try_to_bind(tcp("192.0.2.1", 0)), std::runtime_error,
        [](const std::runtime_error& e) {
            return contains(e.what(), "192.0.2.1") &&
                   dynamic_cast<const address_in_use*>(&e) == nullptr;
        }
    );
}

BOOST_AUTO_TEST_CASE(a_trial_leaves_the_files_of_unix_sockets_alone)
{
    const temp_folder folder;
    const auto path = folder.path("s.sock");
    BOOST_CHECK_NO_THROW(try_to_bind(unix_socket(path)));
    BOOST_TEST(!std::filesystem::exists(path));
    {
        const listen_sockets first(unix_socket(path), 1);
        BOOST_CHECK_THROW(try_to_bind(unix_socket(path)), address_in_use);
        BOOST_TEST(connects(path));
        std::filesystem::create_hard_link(path, folder.path("kept"));
    }
    std::filesystem::rename(folder.path("kept"), path);
    BOOST_CHECK_NO_THROW(try_to_bind(unix_socket(path)));
    BOOST_TEST(std::filesystem::exists(path));
    for (const auto& impossible :
         {folder.write("file", "kept"), folder.path("none/s"), folder.path(std::string(108, 'x'))})
        BOOST_CHECK_THROW(try_to_bind(unix_socket(impossible)), std::runtime_error);
    BOOST_TEST(std::filesystem::file_size(folder.path("file")) == 4u);
}

BOOST_AUTO_TEST_CASE(a_port_is_free_again_when_the_sockets_are_gone)
{
    std::uint16_t port = 0;
    {
        listen_sockets sockets(tcp("127.0.0.1", 0), 1);
        port = port_of(sockets);
    }
    BOOST_TEST(failure_of(tcp("127.0.0.1", port)) == "no failure");
}

BOOST_AUTO_TEST_CASE(a_host_is_a_name_or_an_address)
{
    BOOST_TEST(contains(listen_sockets(tcp("localhost", 0), 1).url(false), "http://localhost:"));
    const listen_sockets all(tcp("0.0.0.0", 0), 1);
    BOOST_TEST(!all.is_local());
    for (const std::string host : {"999.1.1.1", "no such host", "[::1]", "192.0.2.1"})
        BOOST_TEST(contains(failure_of(tcp(host, 0)), host), host);
}

BOOST_AUTO_TEST_CASE(a_unix_socket_is_shared_and_goes_with_the_object)
{
    const temp_folder folder;
    const auto path = folder.path("s.sock");
    {
        listen_sockets sockets(unix_socket(path), 3);
        BOOST_TEST(sockets.url(false) == "unix:" + path);
        BOOST_TEST(sockets.is_local());
        BOOST_TEST(connects(path));
        struct stat found
        {};
        BOOST_TEST(stat(path.c_str(), &found) == 0);
        BOOST_TEST((found.st_mode & 07777u) == 0666u);
        const auto released = sockets.release();
        BOOST_TEST(released.size() == 3u);
        for (const int each : released)
            ::close(each);
    }
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(a_stale_unix_socket_is_replaced)
{
    const temp_folder folder;
    const auto path = folder.path("s.sock");
    {
        listen_sockets first(unix_socket(path), 1);
        std::filesystem::create_hard_link(path, folder.path("kept"));
    }
    std::filesystem::rename(folder.path("kept"), path);
    BOOST_TEST(!connects(path));
    listen_sockets second(unix_socket(path), 1);
    BOOST_TEST(connects(path));
}

BOOST_AUTO_TEST_CASE(a_unix_socket_in_use_is_left_alone)
{
    const temp_folder folder;
    const auto path = folder.path("s.sock");
    listen_sockets first(unix_socket(path), 1);
    const auto failed = failure_of(unix_socket(path));
    BOOST_TEST(contains(failed, path), failed);
    BOOST_TEST(contains(failed, "already in use"), failed);
    BOOST_TEST(connects(path));
}

BOOST_AUTO_TEST_CASE(never_removes_a_file_that_is_not_a_socket)
{
    const temp_folder folder;
    const auto file = folder.write("file", "kept");
    BOOST_TEST(contains(failure_of(unix_socket(file)), "is not a socket"));
    BOOST_TEST(std::filesystem::file_size(file) == 4u);
    std::filesystem::create_symlink(file, folder.path("link"));
    BOOST_TEST(contains(failure_of(unix_socket(folder.path("link"))), "is not a socket"));
    BOOST_TEST(std::filesystem::exists(file));
    BOOST_TEST(contains(failure_of(unix_socket(folder.path())), "is not a socket"));
    BOOST_TEST(contains(failure_of(unix_socket(folder.path("none/s"))), "none/s"));
}

BOOST_AUTO_TEST_CASE(the_path_of_a_unix_socket_has_a_limit)
{
    const temp_folder folder;
    constexpr auto most = sizeof(sockaddr_un::sun_path) - 1;
    const auto with = [&](std::size_t size) {
        const auto begin = folder.path("");
        return failure_of(unix_socket(begin + std::string(size - begin.size(), 'x')));
    };
    BOOST_TEST(with(most - 1) == "no failure");
    BOOST_TEST(with(most) == "no failure");
    BOOST_TEST(contains(with(most + 1), "longer than 107 bytes"));
}

BOOST_AUTO_TEST_CASE(a_socket_that_was_handed_over_is_shared_and_stays)
{
    listen_sockets bound(tcp("127.0.0.1", 0), 1);
    const auto port = port_of(bound);
    const int original = bound.release().front();
    {
        listen_sockets adopted(std::vector<int>{::dup(original)}, 3);
        BOOST_TEST(adopted.url(true) == "https://127.0.0.1:" + std::to_string(port));
        BOOST_TEST(adopted.is_local());
        BOOST_TEST(adopted.are_kept_by_another());
        const auto shared = adopted.release();
        BOOST_TEST(shared.size() == 3U);
        for (const int each : shared)
            ::close(each);
    }
    BOOST_TEST(connects(port));
    ::close(original);
    BOOST_TEST(!connects(port));
}

BOOST_AUTO_TEST_CASE(the_file_of_a_unix_socket_that_was_handed_over_stays)
{
    const temp_folder folder;
    const auto path = folder.path("x.sock");
    listen_sockets bound(unix_socket(path), 1);
    {
        const listen_sockets adopted(std::vector<int>{::dup(bound.release().front())}, 1);
        BOOST_TEST(adopted.url(false) == "unix:" + path);
    }
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(one_listening_socket_can_be_handed_over)
{
    const auto failure = [](const std::vector<int>& sockets) -> std::string {
        try {
            const listen_sockets adopted(sockets, 1);
            return "no failure";
        } catch (const std::runtime_error& e) {
            return e.what();
        }
    };
    BOOST_TEST(contains(failure({}), "0 sockets were inherited"));
    const int datagram = ::socket(AF_INET, SOCK_DGRAM, 0);
    BOOST_TEST(contains(failure({datagram, ::dup(datagram)}), "2 sockets were inherited"));
    BOOST_TEST(contains(failure({::socket(AF_INET, SOCK_DGRAM, 0)}), "ListenStream="));
    BOOST_TEST(contains(failure({::socket(AF_INET, SOCK_STREAM, 0)}), "ListenStream="));
    BOOST_TEST(contains(failure({::open("/dev/null", O_RDONLY)}), "ListenStream="));
}

BOOST_AUTO_TEST_SUITE_END()
