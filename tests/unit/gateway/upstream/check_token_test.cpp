#include "gateway/upstream/check_token.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(check_token_test)

namespace {

/// The result, and the actor's id.
std::string read(unsigned status, const std::string& body)
{
    auth::actor_ptr who;
    switch (read_actor_answer({status, body}, who)) {
        case actor_answer::unverified:
            return "unverified";
        case actor_answer::refused:
            return "refused";
        case actor_answer::forbidden:
            return "forbidden";
        case actor_answer::named:
            return "named " + who->id();
    }
    return "?";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_the_actor_of_both_lines)
{
    BOOST_TEST(read(200, R"({"actor": {"id": "bot"}})") == "named bot");
    BOOST_TEST(read(200, R"({"ok": true, "actor": {"id": 7, "token": "dstok"}})") == "named 7");
    BOOST_TEST(read(200, R"({"actor": {"name": "no id"}})") == "named ");
}

BOOST_AUTO_TEST_CASE(names_no_actor_where_datasette_names_none)
{
    for (const std::string body :
         {R"({"actor": null})", R"({"actor": {}})", R"({"actor": []})", R"({"actor": "bot"})",
          R"({"actor": 1})", R"({"actor": true})", R"({"ok": true, "actor": null})"})
        BOOST_TEST(read(200, body) == "refused", body);
    for (const unsigned status : {201U, 204U, 301U, 302U, 307U, 400U, 401U, 404U, 405U, 410U})
        BOOST_TEST(read(status, R"({"actor": {"id": "bot"}})") == "refused", status);
}

BOOST_AUTO_TEST_CASE(other_responses_prove_and_refute_nothing)
{
    for (const std::string body :
         {"", "null", "[]", "{}", "\"actor\"", "<html>", R"({"actor": {"id": "bot"})",
          R"({"actor": {"id": "bot"}} x)", R"({"Actor": {"id": "bot"}})"})
        BOOST_TEST(read(200, body) == "unverified", body);
    const std::string deep = std::string(100, '[') + std::string(100, ']');
    BOOST_TEST(read(200, "{\"actor\": " + deep + "}") == "unverified");
    for (const unsigned status : {0U, 101U, 408U, 429U, 500U, 502U, 503U, 504U, 599U})
        BOOST_TEST(read(status, R"({"actor": {"id": "bot"}})") == "unverified", status);
    BOOST_TEST(read(403, R"({"actor": {"id": "bot"}})") == "forbidden");
}

BOOST_AUTO_TEST_SUITE_END()
