#include "gateway/config/upstream_endpoint.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(upstream_endpoint_test)

namespace {

bool is_refused(const std::string& url)
{
    try {
        (void)parse_upstream_endpoint(url);
        return false;
    } catch (const std::invalid_argument&) {
        return true;
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_hosts_and_ports)
{
    struct
    {
        const char* url;
        const char* host;
        unsigned port;
    } const cases[]{
        {"http://127.0.0.1:8001", "127.0.0.1", 8001},
        {"http://127.0.0.1:8001/", "127.0.0.1", 8001},
        {"http://datasette", "datasette", 80},
        {"http://datasette:", "datasette", 80},
        {"http://[::1]:8001", "::1", 8001},
        {"http://data.example.org:1", "data.example.org", 1},
        {"http://data.example.org:65535", "data.example.org", 65535},
    };
    for (const auto& each : cases) {
        const auto made = parse_upstream_endpoint(each.url);
        BOOST_TEST(!made.is_unix(), each.url);
        BOOST_TEST(made.host == each.host);
        BOOST_TEST(made.port == each.port);
    }
}

BOOST_AUTO_TEST_CASE(reads_the_path_of_a_unix_socket)
{
    const auto made = parse_upstream_endpoint("unix:/run/data sette/s.sock");
    BOOST_TEST(made.is_unix());
    BOOST_TEST(made.unix_path == "/run/data sette/s.sock");
    BOOST_TEST(parse_upstream_endpoint("unix:relative").unix_path == "relative");
}

BOOST_AUTO_TEST_CASE(refuses_invalid_endpoints)
{
    for (const std::string url :
         {"",
          "unix:",
          "http://",
          "http:///",
          "http:",
          "127.0.0.1:8001",
          "localhost",
          "https://a:1",
          "ftp://a",
          "http://a/path",
          "http://a?q",
          "http://a#f",
          "http://u@a",
          "http://u:p@a",
          "http://a:port",
          "http://a:-1",
          "http://a:65536",
          "http://a:70000",
          "http://a:65616",
          "http://a:80001",
          "http://a:4294967376",
          "http://a:0",
          "http://:80",
          "http://a b",
          "http://[::1",
          "http://[::1]junk:80",
          "//a"})
        BOOST_TEST(is_refused(url), url);
    BOOST_CHECK_EXCEPTION(
        (void)parse_upstream_endpoint("https://a"), std::invalid_argument,
        [](const std::invalid_argument& e) {
            return std::string(e.what()).find("http://HOST:PORT") != std::string::npos;
        }
    );
}

BOOST_AUTO_TEST_SUITE_END()
