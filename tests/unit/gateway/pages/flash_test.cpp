#include "gateway/pages/flash.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using namespace dsgw::test;

BOOST_AUTO_TEST_SUITE(flash)

namespace {

/// The cookie's value, as the browser sends it back.
std::string value_of(const std::string& line)
{
    const auto begin = line.find('=') + 1;
    return line.substr(begin, line.find(';') - begin);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_message_comes_back_once_it_was_kept)
{
    const auto at = make_thread_config("{}");
    test_exchange one(at, request_text("GET / HTTP/1.1"));
    const auto line = keep_message(one.ex, "It is \"done\" \xe2\x98\x83", message_kind::warning);
    BOOST_TEST(line.starts_with("ds_messages="));
    BOOST_TEST(line.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    const auto messages = read_messages(one.ex, value_of(line));
    BOOST_REQUIRE(messages.size() == 1U);
    BOOST_TEST(messages[0].text == "It is \"done\" \xe2\x98\x83");
    BOOST_TEST((messages[0].kind == message_kind::warning));
    BOOST_TEST(forget_messages(one.ex).find("Max-Age=0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(refuses_messages_of_other_origin)
{
    const auto at = make_thread_config("{}");
    test_exchange one(at, request_text("GET / HTTP/1.1"));
    const auto signed_text = [&](std::string_view text) {
        return at->signer->sign(text, "messages");
    };
    BOOST_TEST(read_messages(one.ex, "").empty());
    BOOST_TEST(read_messages(one.ex, "garbage").empty());
    BOOST_TEST(read_messages(one.ex, at->signer->sign(R"([["x",1]])", "actor")).empty());
    for (const auto* text : {"{}", "[]", "[1]", "[[]]", R"([["x"]])", "[[1,1]]", "not JSON"})
        BOOST_TEST(read_messages(one.ex, signed_text(text)).empty(), text);
    const auto kept = read_messages(one.ex, signed_text(R"([["a",3],[5,1],["b",9]])"));
    BOOST_REQUIRE(kept.size() == 2U);
    BOOST_TEST((kept[0].kind == message_kind::error));
    BOOST_TEST((kept[1].kind == message_kind::info));
}

BOOST_AUTO_TEST_SUITE_END()
