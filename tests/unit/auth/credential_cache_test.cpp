#include "auth/credential_cache.hpp"

#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::auth;
using test::make_digest;

BOOST_AUTO_TEST_SUITE(credential_cache_)

namespace {

using seconds = std::chrono::seconds;

constexpr credential_cache::time_point start{};

credential_cache::time_point at(int second) { return start + seconds(second); }

// Only an authenticator can make an identity, so one is asked to.
identity make_identity(const char* name)
{
    auto book = std::make_shared<const account_book>(std::vector<account>{
        {name, test::make_cheap_hash("p"), test::make_actor(R"({"id":"x"})")}});
    auto signer = std::make_shared<const cookie_signer>("secret");
    authenticator gate(book, signer, {}, {});
    auto settled = gate.settle(make_digest(0), book->find(name), kdf_outcome::match, start);
    return std::get<identity>(settled);
}

}  // namespace

BOOST_AUTO_TEST_CASE(remembers_right_and_wrong_apart)
{
    credential_cache cache(10);
    const identity who = make_identity("a");
    cache.remember(make_digest(1), {who}, start, seconds(10));
    cache.remember(make_digest(2), {}, start, seconds(10));
    BOOST_REQUIRE(cache.find(make_digest(1), start) != nullptr);
    BOOST_TEST((cache.find(make_digest(1), start)->who == who));
    BOOST_REQUIRE(cache.find(make_digest(2), start) != nullptr);
    BOOST_TEST((cache.find(make_digest(2), start)->who == nullptr));
    BOOST_TEST(cache.find(make_digest(3), start) == nullptr);
}

BOOST_AUTO_TEST_CASE(the_whole_digest_counts_not_only_its_first_bytes)
{
    credential_cache cache(10);
    credential_digest one = make_digest(1);
    cache.remember(one, {}, start, seconds(10));
    one.back() = 1;
    BOOST_TEST(cache.find(one, start) == nullptr);
}

BOOST_AUTO_TEST_CASE(expires_to_the_second)
{
    credential_cache cache(10);
    cache.remember(make_digest(1), {}, start, seconds(5));
    BOOST_TEST(cache.find(make_digest(1), at(4)) != nullptr);
    BOOST_TEST(cache.find(make_digest(1), at(5)) == nullptr);
    BOOST_TEST(cache.find(make_digest(1), at(6)) == nullptr);
}

BOOST_AUTO_TEST_CASE(finding_does_not_prolong)
{
    credential_cache cache(10);
    cache.remember(make_digest(1), {}, start, seconds(5));
    for (int second = 0; second < 5; ++second)
        BOOST_TEST(cache.find(make_digest(1), at(second)) != nullptr);
    BOOST_TEST(cache.find(make_digest(1), at(5)) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_lifetime_or_a_size_of_zero_remembers_nothing)
{
    credential_cache cache(10);
    cache.remember(make_digest(1), {}, start, seconds(0));
    BOOST_TEST(cache.size() == 0U);
    credential_cache none(0);
    none.remember(make_digest(1), {}, start, seconds(10));
    BOOST_TEST(none.find(make_digest(1), start) == nullptr);
    BOOST_TEST(none.size() == 0U);
}

BOOST_AUTO_TEST_CASE(the_oldest_of_either_kind_goes_when_it_is_full)
{
    const identity who = make_identity("a");
    credential_cache cache(3);
    cache.remember(make_digest(1), {who}, at(0), seconds(100));
    cache.remember(make_digest(2), {}, at(1), seconds(100));
    cache.remember(make_digest(3), {who}, at(2), seconds(100));
    BOOST_TEST(cache.find(make_digest(1), at(2)) != nullptr);
    cache.remember(make_digest(4), {}, at(3), seconds(100));
    BOOST_TEST(cache.size() == 3U);
    BOOST_TEST(cache.find(make_digest(1), at(3)) == nullptr);
    cache.remember(make_digest(5), {who}, at(4), seconds(100));
    BOOST_TEST(cache.find(make_digest(2), at(4)) == nullptr);
    for (unsigned kept : {3U, 4U, 5U})
        BOOST_TEST(cache.find(make_digest(kept), at(4)) != nullptr);
}

BOOST_AUTO_TEST_CASE(expired_entries_make_room_before_living_ones)
{
    const identity who = make_identity("a");
    credential_cache cache(2);
    cache.remember(make_digest(1), {who}, at(0), seconds(100));
    cache.remember(make_digest(2), {}, at(1), seconds(2));
    cache.remember(make_digest(3), {}, at(10), seconds(2));
    BOOST_TEST(cache.find(make_digest(1), at(10)) != nullptr);
    BOOST_TEST(cache.find(make_digest(3), at(10)) != nullptr);
    BOOST_TEST(cache.size() == 2U);
}

BOOST_AUTO_TEST_CASE(remembering_again_replaces_and_renews)
{
    const identity who = make_identity("a");
    credential_cache cache(2);
    cache.remember(make_digest(1), {}, at(0), seconds(5));
    cache.remember(make_digest(2), {}, at(1), seconds(50));
    cache.remember(make_digest(1), {who}, at(2), seconds(50));
    BOOST_TEST(cache.size() == 2U);
    BOOST_REQUIRE(cache.find(make_digest(1), at(20)) != nullptr);
    BOOST_TEST((cache.find(make_digest(1), at(20))->who == who));
    // 2 is now the oldest.
    cache.remember(make_digest(3), {}, at(20), seconds(50));
    BOOST_TEST(cache.find(make_digest(2), at(20)) == nullptr);
    BOOST_TEST(cache.find(make_digest(1), at(20)) != nullptr);
}

BOOST_AUTO_TEST_CASE(never_holds_more_than_its_size_whatever_comes)
{
    const identity who = make_identity("a");
    credential_cache cache(7);
    for (unsigned number = 0; number < 1000; ++number) {
        const bool is_right = number % 3 == 0;
        cache.remember(
            make_digest(number % 40),
            is_right ? credential_cache::entry{who} : credential_cache::entry{},
            at(static_cast<int>(number)), seconds(is_right ? 30 : 2)
        );
        BOOST_REQUIRE(cache.size() <= 7U);
        BOOST_REQUIRE(
            cache.find(make_digest(number % 40), at(static_cast<int>(number))) != nullptr
        );
    }
}

BOOST_AUTO_TEST_SUITE_END()
