#include "gateway/net/socket_address.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <utility>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(socket_address)

namespace {

using tcp = asio::ip::tcp;
using unix_protocol = asio::local::stream_protocol;

stream_protocol::endpoint tcp_endpoint(const char* address)
{
    return tcp::endpoint(asio::ip::make_address(address), 8001);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_client_is_shown_by_its_address)
{
    const std::pair<const char*, const char*> table[] = {
        {"192.0.2.7", "192.0.2.7"},        {"2001:db8::7", "2001:db8::7"}, {"::1", "::1"},
        {"::ffff:192.0.2.7", "192.0.2.7"}, {"fe80::7%1", "fe80::7"},
    };
    for (const auto& [address, shown] : table)
        BOOST_TEST(client_address_of(tcp_endpoint(address)) == shown, address);
    BOOST_TEST(client_address_of(unix_protocol::endpoint("/tmp/x.sock")) == "127.0.0.1");
    BOOST_TEST(client_address_of({}) == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(the_port_that_the_system_chose_is_found)
{
    asio::io_context context;
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    const auto bound = tcp_address(bound_address(acceptor.native_handle()));
    BOOST_TEST(bound.port() == acceptor.local_endpoint().port());
    BOOST_TEST(bound.address().is_loopback());
}

BOOST_AUTO_TEST_CASE(a_unix_socket_has_a_path_or_a_name)
{
    const test::temp_folder folder;
    const auto path = folder.path("a.sock");
    asio::io_context context;
    unix_protocol::acceptor acceptor(context, unix_protocol::endpoint(path));
    BOOST_TEST(unix_path_of(bound_address(acceptor.native_handle())) == path);

    const std::string name = std::string(1, '\0') + "dsgw-" + std::to_string(::getpid());
    unix_protocol::acceptor abstract(context, unix_protocol::endpoint(name));
    BOOST_TEST(unix_path_of(bound_address(abstract.native_handle())) == "@" + name.substr(1));
}

BOOST_AUTO_TEST_CASE(an_unbound_socket_has_no_address)
{
    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    BOOST_TEST(bound_address(made).protocol().family() == AF_UNIX);
    BOOST_TEST(unix_path_of(bound_address(made)) == "");
    ::close(made);
    BOOST_TEST(bound_address(-1).protocol().family() == AF_UNSPEC);
    BOOST_TEST(unix_path_of(bound_address(-1)) == "");
}

BOOST_AUTO_TEST_CASE(an_address_of_another_family_is_refused)
{
    const std::string long_path(80, 'x');
    BOOST_CHECK_THROW((void)tcp_address(unix_protocol::endpoint(long_path)), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
