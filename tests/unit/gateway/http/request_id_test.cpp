#include "gateway/http/request_id.hpp"

#include "gateway/http/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(request_id_test)

BOOST_AUTO_TEST_CASE(accepts_ids_of_proxies)
{
    for (const std::string text :
         {"a", "f47ac10b-58cc-4372-a567-0e02b2c3d479", "00f067aa0ba902b7",
          "Root=1-67891233-abcdef012345678912345678", "host.example:8080/4711+1@x~y_z"}) {
        BOOST_TEST(is_request_id(text), text);
    }
    BOOST_TEST(is_request_id(std::string(limits::request_id_bytes_max, 'a')));
}

BOOST_AUTO_TEST_CASE(refuses_characters_with_a_meaning_elsewhere)
{
    for (const std::string text :
         {"", " ", "a b", "a\tb", "a\"b", "a'b", "a<b", "a>b", "a&b", "a;b", "a,b", "a\\b", "a%b",
          "a\nb", "\x7f", "\xc3\xa9", "{a}"}) {
        BOOST_TEST(!is_request_id(text), text);
    }
    BOOST_TEST(!is_request_id(std::string("a\0b", 3)));
    BOOST_TEST(!is_request_id(std::string(limits::request_id_bytes_max + 1, 'a')));
}

BOOST_AUTO_TEST_CASE(knows_the_header_in_every_spelling)
{
    for (const char* name : {"X-Request-Id", "x-request-id", "X-REQUEST-ID", "X_Request_Id"})
        BOOST_TEST(is_request_id_name(name), name);
    for (const char* name : {"", "X-Request-I", "X-Request-Ids", "X-RequestxId", "Request-Id"})
        BOOST_TEST(!is_request_id_name(name), name);
}

BOOST_AUTO_TEST_CASE(makes_the_published_sequence)
{
    // @source Vigna's splitmix64.c, seed 1234567, as Rosetta Code lists it.
    request_ids ids(1234567);
    for (const char* wanted : {"599ed017fb08fc85", "2c73f08458540fa5", "883ebce5a3f27c77"}) {
        std::string made;
        ids.append_next(made);
        BOOST_TEST(made == wanted);
    }
}

BOOST_AUTO_TEST_CASE(no_two_are_equal)
{
    std::set<std::string> seen;
    request_ids one;
    request_ids two;
    for (int i = 0; i < 10'000; ++i) {
        for (auto* each : {&one, &two}) {
            std::string made;
            each->append_next(made);
            BOOST_TEST(is_request_id(made));
            BOOST_TEST(made.size() == 16u);
            BOOST_TEST(seen.insert(made).second, made);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
