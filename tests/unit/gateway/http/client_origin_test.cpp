#include "gateway/http/client_origin.hpp"

#include "tests/unit/support/header_fields.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace dsgw;
using dsgw::test::kept_fields;

BOOST_AUTO_TEST_SUITE(client_origin_test)

namespace {

using lines = std::vector<std::pair<std::string, std::string>>;

cidr_set make_set(const std::vector<std::string>& networks)
{
    cidr_set set;
    for (const auto& each : networks)
        BOOST_TEST_REQUIRE(set.add(each));
    return set;
}

const std::string front = "10.0.0.1";

/// Behind the trusted proxies 10.0.0.0/8, reached by one of them.
std::string client_of(const lines& sent)
{
    const kept_fields fields(sent);
    const peer from{front, false};
    return std::string(find_client_origin(fields, "h", from, make_set({"10.0.0.0/8"})).address);
}

}  // namespace

BOOST_AUTO_TEST_CASE(trusts_no_proxy_unless_configured)
{
    const kept_fields fields{
        {"X-Forwarded-For", "198.51.100.7"},
        {"X-Forwarded-Proto", "https"},
        {"X-Forwarded-Host", "evil"},
        {"Forwarded", "for=198.51.100.7;proto=https"},
        {"X-Real-IP", "198.51.100.7"}};
    for (const auto& networks :
         {std::vector<std::string>{}, {"192.0.2.0/24"}, {"10.0.0.0/8", "::1"}}) {
        const peer from{"203.0.113.9", false};
        const auto origin = find_client_origin(fields, "h", from, make_set(networks));
        BOOST_TEST(origin.address == "203.0.113.9");
        BOOST_TEST(origin.scheme == "http");
        BOOST_TEST(origin.host == "h");
    }
    const peer over_tls{"203.0.113.9", true};
    BOOST_TEST(find_client_origin(fields, "h", over_tls, cidr_set()).scheme == "https");
}

BOOST_AUTO_TEST_CASE(only_a_trusted_proxy_names_the_request)
{
    const auto name_of = [](const lines& sent, const std::string& network) {
        const kept_fields fields(sent);
        const peer from{front, false};
        return std::string(find_client_origin(fields, "h", from, make_set({network})).request_id);
    };
    const lines sane{{"X-Request-Id", "abc-1"}};
    BOOST_TEST(name_of(sane, "10.0.0.0/8") == "abc-1");
    BOOST_TEST(name_of(sane, "192.0.2.0/24") == "");
    BOOST_TEST(name_of({{"x_request_ID", "abc-1"}}, "10.0.0.0/8") == "abc-1");
    BOOST_TEST(name_of({{"X-Request-Id", "a b"}}, "10.0.0.0/8") == "");
    BOOST_TEST(name_of({{"X-Request-Id", ""}}, "10.0.0.0/8") == "");
    // The last line is the nearest proxy's; what comes before it may be the client's.
    const lines twice{{"X-Request-Id", "clients"}, {"X-Request-Id", "proxys"}};
    BOOST_TEST(name_of(twice, "10.0.0.0/8") == "proxys");
    const lines spoilt{{"X-Request-Id", "clients"}, {"X-Request-Id", "<proxys>"}};
    BOOST_TEST(name_of(spoilt, "10.0.0.0/8") == "");
}

BOOST_AUTO_TEST_CASE(the_client_is_the_rightmost_address_that_is_not_trusted)
{
    const std::pair<lines, std::string> cases[]{
        {{}, front},
        {{{"X-Forwarded-For", "198.51.100.7"}}, "198.51.100.7"},
        {{{"x-forwarded-for", " 198.51.100.7\t"}}, "198.51.100.7"},
        {{{"X-Forwarded-For", "2001:db8::7"}}, "2001:db8::7"},
        {{{"X-Forwarded-For", "192.0.2.1, 198.51.100.7"}}, "198.51.100.7"},
        {{{"X-Forwarded-For", "192.0.2.1, 198.51.100.7, 10.2.3.4"}}, "198.51.100.7"},
        {{{"X-Forwarded-For", "192.0.2.1,10.2.3.4,10.2.3.5"}}, "192.0.2.1"},
        {{{"X-Forwarded-For", "10.9.9.9, 10.2.3.4"}}, "10.9.9.9"},
        {{{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-For", "198.51.100.7"}}, "198.51.100.7"},
        {{{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-For", "10.2.3.4"}}, "192.0.2.1"},
        {{{"X-Real-IP", "192.0.2.1"}, {"Forwarded", "for=192.0.2.1"}}, front},
    };
    for (const auto& [sent, expected] : cases)
        BOOST_TEST(client_of(sent) == expected, (sent.empty() ? "" : sent.front().second));
}

BOOST_AUTO_TEST_CASE(an_address_may_have_a_port)
{
    const std::pair<std::string, std::string> cases[]{
        {"198.51.100.7:1234", "198.51.100.7"},
        {"192.0.2.1, 198.51.100.7:65535, 10.2.3.4:80", "198.51.100.7"},
        {"[2001:db8::7]:1234", "2001:db8::7"},
        {"[2001:db8::7]", "2001:db8::7"},
        {"2001:db8::7", "2001:db8::7"},
    };
    for (const auto& [sent, expected] : cases)
        BOOST_TEST(client_of({{"X-Forwarded-For", sent}}) == expected, sent);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_an_address_ends_the_search)
{
    const std::pair<lines, std::string> cases[]{
        {{{"X-Forwarded-For", ""}}, front},
        {{{"X-Forwarded-For", "unknown"}}, front},
        {{{"X-Forwarded-For", "198.51.100.7:"}}, front},
        {{{"X-Forwarded-For", "198.51.100.7:12x"}}, front},
        {{{"X-Forwarded-For", "198.51.100.7:123456"}}, front},
        {{{"X-Forwarded-For", "[198.51.100.7]"}}, front},
        {{{"X-Forwarded-For", "[2001:db8::7"}}, front},
        {{{"X-Forwarded-For", "[2001:db8::7]1234"}}, front},
        {{{"X-Forwarded-For", "[2001:db8::7]:"}}, front},
        {{{"X-Forwarded-For", "[]"}}, front},
        {{{"X-Forwarded-For", ":1234"}}, front},
        {{{"X-Forwarded-For", "198.51.100.7,"}}, front},
        {{{"X-Forwarded-For", "192.0.2.1, "}}, front},
        {{{"X-Forwarded-For", "192.0.2.1, _hidden, 10.2.3.4"}}, "10.2.3.4"},
        {{{"X-Forwarded-For", "192.0.2.1, <script>"}}, front},
        {{{"X-Forwarded-For", "192.0.2.1"}, {"X-Forwarded-For", "unknown"}}, front},
    };
    for (const auto& [sent, expected] : cases)
        BOOST_TEST(client_of(sent) == expected, sent.front().second);
}

BOOST_AUTO_TEST_CASE(a_trusted_proxy_says_scheme_and_host)
{
    struct
    {
        lines sent;
        std::string scheme;
        std::string host;
    } const cases[]{
        {{}, "http", "h"},
        {{{"X-Forwarded-Proto", "https"}}, "https", "h"},
        {{{"x-forwarded-proto", "HTTPS"}}, "https", "h"},
        {{{"X-Forwarded-Proto", "http"}}, "http", "h"},
        {{{"X-Forwarded-Proto", "ftp"}}, "http", "h"},
        {{{"X-Forwarded-Proto", "https, http"}}, "http", "h"},
        {{{"X-Forwarded-Host", "public.example:8443"}}, "http", "public.example:8443"},
        {{{"X-Forwarded-Host", "a b"}}, "http", "h"},
        {{{"X-Forwarded-Host", ""}}, "http", "h"},
        {{{"X-Forwarded-Host", "a, b"}}, "http", "h"},
    };
    for (const auto& each : cases) {
        const kept_fields fields(each.sent);
        const peer from{front, false};
        const auto origin = find_client_origin(fields, "h", from, make_set({"10.0.0.0/8"}));
        const auto what = each.sent.empty() ? "" : each.sent.front().second;
        BOOST_TEST(origin.scheme == each.scheme, what);
        BOOST_TEST(origin.host == each.host, what);
    }
}

BOOST_AUTO_TEST_CASE(a_proxy_in_front_of_plain_http_overrules_our_tls)
{
    const kept_fields fields{{"X-Forwarded-Proto", "http"}};
    const peer from{front, true};
    BOOST_TEST(find_client_origin(fields, "h", from, make_set({front})).scheme == "http");
}

// A proxy that appends instead of replacing leaves the client's own line in front of its own.
BOOST_AUTO_TEST_CASE(of_repeated_lines_the_nearest_proxy_is_believed)
{
    const kept_fields fields{
        {"X-Forwarded-Proto", "https"},
        {"X-Forwarded-Host", "evil.example"},
        {"X-Forwarded-Proto", "http"},
        {"X-Forwarded-Host", "public.example"}};
    const peer from{front, false};
    const auto origin = find_client_origin(fields, "h", from, make_set({front}));
    BOOST_TEST(origin.scheme == "http");
    BOOST_TEST(origin.host == "public.example");
}

BOOST_AUTO_TEST_CASE(an_ipv6_network_counts_as_one_client)
{
    BOOST_TEST(network_of("192.0.2.7") == "192.0.2.7");
    BOOST_TEST(network_of("2001:db8:0:1::7") == "2001:0db8:0000:0001::/64");
    BOOST_TEST(network_of("2001:db8:0:1:ffff::1") == network_of("2001:db8:0:1::2"));
    BOOST_TEST(network_of("2001:db8:0:2::7") != network_of("2001:db8:0:1::7"));
    BOOST_TEST(network_of("::ffff:192.0.2.7") == "192.0.2.7");
    BOOST_TEST(network_of("::1") == "0000:0000:0000:0000::/64");
    BOOST_TEST(network_of("not: an address") == "not: an address");
}

BOOST_AUTO_TEST_SUITE_END()
