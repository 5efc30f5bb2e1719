#include "gateway/config/admin_address.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(admin_address_test)

BOOST_AUTO_TEST_CASE(takes_sockets_and_ports_of_this_machine)
{
    admin_address at;
    BOOST_TEST((at.place == admin_place::automatic));
    BOOST_TEST(!parse_admin_address("off", at).has_value());
    BOOST_TEST((at.place == admin_place::nowhere));
    for (const char* text : {"/run/a b.sock", "unix:/run/a b.sock"}) {
        BOOST_TEST(!parse_admin_address(text, at).has_value());
        BOOST_TEST((at.place == admin_place::unix_socket));
        BOOST_TEST(at.path == "/run/a b.sock");
    }
    const std::pair<std::string, std::string> ports[]{
        {"127.0.0.1:9100", "127.0.0.1"},
        {"127.8.9.1:9100", "127.8.9.1"},
        {"localhost:9100", "127.0.0.1"},
        {"[::1]:9100", "::1"}};
    for (const auto& [text, host] : ports) {
        BOOST_TEST(!parse_admin_address(text, at).has_value());
        BOOST_TEST((at.place == admin_place::loopback));
        BOOST_TEST(at.host == host);
        BOOST_TEST(at.port == 9100);
    }
    BOOST_TEST(!parse_admin_address("127.0.0.1:0", at).has_value());
    BOOST_TEST(!parse_admin_address("127.0.0.1:65535", at).has_value());
}

BOOST_AUTO_TEST_CASE(refuses_what_others_can_reach)
{
    for (const std::string text :
         {"0.0.0.0:9100", "[::]:9100", "192.0.2.1:9100", "[2001:db8::1]:9100", "example.org:9100",
          "128.0.0.1:9100", "[::ffff:192.0.2.1]:9100"}) {
        admin_address at;
        const auto wrong = parse_admin_address(text, at);
        BOOST_TEST_REQUIRE(wrong.has_value(), text);
        BOOST_TEST(wrong->message == '"' + text + "\" could be reached from other machines");
        BOOST_TEST(wrong->remedy.find("127.0.0.1:PORT") != std::string::npos);
        BOOST_TEST((at.place == admin_place::automatic));
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_address)
{
    for (const std::string text :
         {"", "on", "9100", ":9100", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
          "127.0.0.1:9100x", "127.0.0.1: 9100", "::1:9100", "[::1]", "[]:9100", "admin.sock",
          "unix:admin.sock", "unix:", "http://127.0.0.1:9100"}) {
        admin_address at;
        const auto wrong = parse_admin_address(text, at);
        BOOST_TEST(wrong.has_value(), text);
        BOOST_TEST((at.place == admin_place::automatic));
    }
}

BOOST_AUTO_TEST_CASE(a_name_that_a_web_page_could_point_here_is_no_address)
{
    for (const auto* host :
         {"", "localhost", "LOCALHOST:9100", "127.0.0.1", "127.0.0.1:9100", "[::1]", "[::1]:9100",
          "192.0.2.1:80"})
        BOOST_TEST(dsgw::is_asked_by_address(host), host);
    for (const auto* host :
         {"evil.example", "evil.example:9100", "localhost.evil.example", "127.0.0.1.evil.example",
          "1.evil", "[evil.example]", "2130706433"})
        BOOST_TEST(!dsgw::is_asked_by_address(host), host);
}

BOOST_AUTO_TEST_SUITE_END()
