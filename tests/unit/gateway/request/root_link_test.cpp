#include "gateway/request/root_link.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(root_link_test)

BOOST_AUTO_TEST_CASE(a_token_is_64_hex_digits_and_new_each_time)
{
    const root_link one;
    const root_link other;
    BOOST_TEST(one.token().size() == 64u);
    BOOST_TEST(one.token().find_first_not_of("0123456789abcdef") == std::string::npos);
    BOOST_TEST(one.token() != other.token());
}

BOOST_AUTO_TEST_CASE(is_accepted_once_and_never_again)
{
    root_link link;
    const auto token = link.token();
    BOOST_TEST((link.redeem(token) == root_link::verdict::accepted));
    BOOST_TEST((link.redeem(token) == root_link::verdict::spent));
    BOOST_TEST((link.redeem(token) == root_link::verdict::spent));
    BOOST_TEST((link.redeem("x") == root_link::verdict::wrong));
}

BOOST_AUTO_TEST_CASE(a_wrong_token_spends_nothing)
{
    root_link link;
    const auto token = link.token();
    auto changed = token;
    changed.back() = changed.back() == '0' ? '1' : '0';
    std::string upper = token;
    for (auto& c : upper) {
        if (c >= 'a') c = static_cast<char>(c - 32);
    }
    if (upper != token) BOOST_TEST((link.redeem(upper) == root_link::verdict::wrong));
    for (const auto& wrong :
         {std::string(), token.substr(1), token + "0", changed, " " + token, token + '\0'})
        BOOST_TEST((link.redeem(wrong) == root_link::verdict::wrong), wrong);
    BOOST_TEST((link.redeem(token) == root_link::verdict::accepted));
}

BOOST_AUTO_TEST_CASE(of_many_at_once_one_is_accepted)
{
    root_link link;
    const auto token = link.token();
    std::atomic<int> accepted{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            if (link.redeem(token) == root_link::verdict::accepted) ++accepted;
        });
    }
    for (auto& each : threads)
        each.join();
    BOOST_TEST(accepted == 1);
}

BOOST_AUTO_TEST_SUITE_END()
