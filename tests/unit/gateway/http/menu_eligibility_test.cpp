#include "gateway/http/menu_eligibility.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(menu_eligibility_test)

namespace {

bool may_take(const std::string& lines, const std::string& status = "200 OK")
{
    const auto text = "HTTP/1.1 " + status + "\r\n" + lines + "\r\n";
    response_head head;
    BOOST_TEST_REQUIRE(parse_response_head(text, 100, false, head).has_value());
    return may_take_menu(head);
}

const std::string html = "content-type: text/html; charset=utf-8\r\n";

}  // namespace

BOOST_AUTO_TEST_CASE(pages_and_error_pages_may)
{
    for (const std::string status :
         {"200 OK", "201 Created", "400 Bad Request", "403 Forbidden", "404 Not Found",
          "405 Method Not Allowed", "500 Internal Server Error"})
        BOOST_TEST(may_take(html, status), status);
    for (const std::string status :
         {"204 No Content", "205 Reset Content", "206 Partial Content", "301 Moved Permanently",
          "302 Found", "304 Not Modified"})
        BOOST_TEST(!may_take(html, status), status);
}

BOOST_AUTO_TEST_CASE(only_html_in_utf8)
{
    for (const std::string type :
         {"text/html", "text/html; charset=utf-8", "Text/HTML;charset=UTF-8", "text/html ; a=b",
          "text/html; charset=\"utf-8\"", "text/html; a=b; charset=utf8", "text/html;"})
        BOOST_TEST(may_take("Content-Type: " + type + "\r\n"), type);
    for (const std::string type :
         {"", "text/plain", "text/html2", "application/xhtml+xml", "application/json", "text",
          "text/html; charset=iso-8859-1", "text/html; charset=utf-16",
          "text/html; charset=", "text/html; charset", "text/html; charset=utf-8; charset=utf-16"})
        BOOST_TEST(!may_take("Content-Type: " + type + "\r\n"), type);
    BOOST_TEST(!may_take(""));
    BOOST_TEST(!may_take(html + html));
}

BOOST_AUTO_TEST_CASE(not_if_headers_describe_the_exact_bytes)
{
    for (const std::string line :
         {"Content-Encoding: gzip", "Content-Encoding: br", "ETag: \"x\"", "ETag: W/\"x\"",
          "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT", "Accept-Ranges: bytes",
          "Content-Range: bytes 0-1/2", "Content-Disposition: attachment", "Digest: sha-256=x",
          "Content-Digest: sha-256=:x:", "Repr-Digest: sha-256=:x:", "Content-MD5: x",
          "Cache-Control: max-age=5, No-Transform"})
        BOOST_TEST(!may_take(html + line + "\r\n"), line);
}

BOOST_AUTO_TEST_CASE(accepts_the_headers_of_datasettes_pages)
{
    BOOST_TEST(may_take(
        "date: x\r\nserver: uvicorn\r\nlink: <x>; rel=\"alternate\"\r\nvary: Cookie\r\n"
        "Referrer-Policy: no-referrer\r\nCache-Control: private, no-store\r\n" +
        html + "Transfer-Encoding: chunked\r\n"
    ));
    BOOST_TEST(may_take(html + "Content-Length: 100\r\nContent-Encoding: identity\r\n"));
}

BOOST_AUTO_TEST_SUITE_END()
