#include "gateway/http/next_path.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(next_path_test)

BOOST_AUTO_TEST_CASE(keeps_a_path_within_the_site_exactly)
{
    for (const std::string path :
         {"/",
          "/db",
          "/db/table?_sort=a&x=1",
          "/db/caf~C3~A9",
          "/db/caf%C3%A9",
          "/a%20b",
          "/-/secrets",
          "/-/secrets/API_KEY",
          "/db?sql=select+%271%0A%27",
          "/db?next=//evil.example",
          "/db?x=https://evil.example/",
          "/db#//evil",
          "/db/",
          "/a:b",
          "/db/x%2Fy",
          "/db/%7Eb",
          "/db?x=%5C%00%FF",
          "/a/./b",
          "/a/../b",
          "/db//x"})
        BOOST_TEST(next_path(path, "/") == path, path);
}

BOOST_AUTO_TEST_CASE(anything_else_becomes_the_front_page)
{
    for (const std::string path :
         {"",
          " ",
          " /db",
          "db",
          "?x=1",
          "#x",
          "//evil.example",
          "///evil.example",
          "/\\evil.example",
          "\\\\evil.example",
          "\\/evil.example",
          "/a\\b",
          "/\t/evil.example",
          "/\n/evil.example",
          "\t//evil.example",
          "/a\r\nSet-Cookie: x=1",
          "/a b",
          "/\x7f",
          "https://evil.example",
          "https:evil.example",
          "http:/evil.example",
          "javascript:alert(1)",
          "JaVaScRiPt:alert(1)",
          "data:text/html,x",
          "/%2Fevil.example",
          "/%2f%2fevil.example",
          "/%5Cevil.example",
          "/%5c%5cevil.example",
          "/%252Fevil.example",
          "/%255Cevil.example",
          "/a%5Cb",
          "/%09/evil",
          "/%0d%0aSet-Cookie:x",
          "/%00",
          "/a%250Ab",
          "/caf\xc3\xa9",
          "/\xe2\x80\xa8",
          "//",
          "/%2F",
          "/?x=a b",
          "/?\\",
          "/#\t"})
        BOOST_TEST(next_path(path, "/") == "/", path);
    BOOST_TEST(next_path(std::string("/a\0b", 4), "/") == "/");
    BOOST_TEST(next_path("/" + std::string(8191, 'a'), "/").size() == 8192U);
    BOOST_TEST(next_path("/" + std::string(8192, 'a'), "/") == "/");
}

BOOST_AUTO_TEST_CASE(the_site_is_what_lies_below_base_url)
{
    for (const std::string path : {"/sub/", "/sub/db?x=1", "/sub", "/sub?x", "/sub/a/../b"})
        BOOST_TEST(next_path(path, "/sub/") == path, path);
    for (const std::string path :
         {"/", "/db", "/subway", "/sub/../db", "/sub/%2e%2e/db", "/sub/%252e%252e/db", "/Sub/db",
          "//sub/", "/./sub/db", "/sub/..", "/sub/a/../../db"})
        BOOST_TEST(next_path(path, "/sub/") == "/sub/", path);
}

BOOST_AUTO_TEST_SUITE_END()
