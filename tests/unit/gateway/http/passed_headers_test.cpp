#include "gateway/http/passed_headers.hpp"

#include "gateway/http/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(passed_headers_test)

BOOST_AUTO_TEST_CASE(names_are_case_insensitive)
{
    for (const std::string name :
         {"Accept",
          "ACCEPT-language",
          "User-Agent",
          "content-TYPE",
          "If-None-Match",
          "Range",
          "traceparent",
          "X-Requested-With",
          "X-CSRF-Token",
          "Sec-Fetch-Mode",
          "sec-ch-ua",
          "HX-Request",
          "MCP-Session-Id",
          "Last-Event-ID",
          "Idempotency-Key",
          "X-B3-TraceId",
          "b3",
          "width",
          "accept-charset",
          "X-XSRF-TOKEN"})
        BOOST_TEST(is_standard_request_header(name), name);
    BOOST_TEST(has_standard_number(boost::beast::http::field::accept));
    BOOST_TEST(has_standard_number(boost::beast::http::field::user_agent));
    BOOST_TEST(!has_standard_number(boost::beast::http::field::unknown));
    BOOST_TEST(!has_standard_number(boost::beast::http::field::cookie));
    BOOST_TEST(!has_standard_number(boost::beast::http::field::from));
}

BOOST_AUTO_TEST_CASE(unlisted_names_are_not_standard)
{
    for (const std::string name :
         {"X-Authentik-Username",
          "X-Pomerium-Claim-Email",
          "X-SSL-Client-Verify",
          "OIDC_CLAIM_sub",
          "X-Goog-IAP-JWT-Assertion",
          "Fly-Client-IP",
          "X-Actor",
          "X-Url-Scheme",
          "Cookie_",
          "Tran|sfer-Encoding",
          "Content-Length",
          "Remote-User",
          "X-Custom",
          "From",
          "Acceptx",
          "Accep",
          "Sec_Fetch_Site",
          "Sec-Fetch-Site|",
          "X-HTTP-Method-Override",
          "HX",
          "X-B3",
          "Content_Type",
          "X-API-Key",
          "!",
          "Accept-"})
        BOOST_TEST(!is_standard_request_header(name), name);
}

BOOST_AUTO_TEST_CASE(never_passes_headers_of_the_gateway)
{
    for (const std::string name :
         {"X-Forwarded-For", "x_forwarded_for", "X-Forwarded_Proto", "X-Forwarded-Host", "Cookie",
          "Transfer_Encoding", "CONTENT-LENGTH", "X-CSRFToken", "X_Request_Id", "authorization",
          "Connection", "TE", "Proxy-Authorization", "Sec_Fetch_Site"})
        BOOST_TEST(is_written_by_gateway(name), name);
    for (const std::string name : {"X-Forwarded-Forx", "Cookies", "", "T", "X-CSRF-Token"})
        BOOST_TEST(!is_written_by_gateway(name), name);
}

BOOST_AUTO_TEST_CASE(the_setting_lists_names_and_beginnings)
{
    const header_pass_list list({"X-Acme-Team", "odd_name!", "X-Lab-*", "Host", "*"});
    for (const std::string name : {"x-acme-TEAM", "ODD_name!", "X-Lab-", "x-lab-Bench2"})
        BOOST_TEST(list.contains(name), name);
    for (const std::string name :
         {"X-Acme", "X-Acme-Team2", "odd-name!", "X-Lab", "X-Lab-a_b", "X-Lab-a|b", "Host",
          "Anything"})
        BOOST_TEST(!list.contains(name), name);
    BOOST_TEST(!header_pass_list().contains("X-Acme-Team"));
}

BOOST_AUTO_TEST_CASE(reports_entries_that_cannot_be_listed)
{
    for (const std::string entry : {"X-Acme", "X-*", "odd_name", "X-Forwarded-User", "Remote-User"})
        BOOST_TEST(!header_pass_list::check_entry(entry).has_value(), entry);
    for (const std::string entry :
         {"", "*", "X-*-Y", "X Y", "X-Acme:", "**", "Cookie", "content_length", "X-Forwarded-For",
          "authorization", "transfer-encoding", "X-**", "caf\xc3\xa9"})
        BOOST_TEST(header_pass_list::check_entry(entry).has_value(), entry);
}

BOOST_AUTO_TEST_CASE(a_dropped_name_is_logged_once_and_not_without_end)
{
    dropped_headers dropped;
    BOOST_TEST(dropped.note("X-Actor"));
    BOOST_TEST(!dropped.note("x-ACTOR"));
    std::size_t logged = 1;
    for (int i = 0; i < 5000; ++i)
        logged += dropped.note("X-Name-" + std::to_string(i)) ? 1 : 0;
    BOOST_TEST(logged <= limits::logged_header_names_max);
    BOOST_TEST(logged > limits::logged_header_names_max / 2);
}

BOOST_AUTO_TEST_SUITE_END()
