#include "gateway/http/csrf_token.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(csrf_token_test)

namespace {

const csrf_tokens tokens("secret");
const auth::unix_time now{std::chrono::seconds(1'700'000'000)};

}  // namespace

BOOST_AUTO_TEST_CASE(a_token_is_valid_for_its_bound_value)
{
    const auto token = tokens.make("session abc", now);
    BOOST_TEST(token.size() == 43U);
    BOOST_TEST(
        token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-_") == token.npos
    );
    BOOST_TEST(tokens.check(token, "session abc", now));
    for (const auto* other : {"", "session abd", "session ab", "session abcd", "actor abc"})
        BOOST_TEST(!tokens.check(token, other, now), other);
}

BOOST_AUTO_TEST_CASE(a_token_expires)
{
    const auto token = tokens.make("x", now);
    BOOST_TEST(tokens.check(token, "x", now + 24h - 1s));
    BOOST_TEST(!tokens.check(token, "x", now + 24h));
    BOOST_TEST(tokens.check(token, "x", now - 1h));
    BOOST_TEST(tokens.make("x", now + 1s) != token);
}

BOOST_AUTO_TEST_CASE(a_token_survives_a_restart_but_not_another_secret)
{
    const auto token = tokens.make("x", now);
    BOOST_TEST(csrf_tokens("secret").check(token, "x", now));
    BOOST_TEST(!csrf_tokens("Secret").check(token, "x", now));
    BOOST_TEST(!csrf_tokens("").check(token, "x", now));
}

BOOST_AUTO_TEST_CASE(detects_every_change)
{
    const auto token = tokens.make("x", now);
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(!tokens.check(changed, "x", now), i);
    }
    for (const auto& other :
         {std::string(), std::string("x"), token + "A", token + "=", " " + token, token.substr(1),
          token.substr(0, 42), token + token, std::string(43, 'A')})
        BOOST_TEST(!tokens.check(other, "x", now), other);
}

BOOST_AUTO_TEST_SUITE_END()
