#include "auth/account_book.hpp"

#include "auth/password_hash.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(account_book_)

namespace {

constexpr decoy_key key{1, 2, 3};

std::string hash_of(unsigned rounds)
{
    return "pbkdf2_sha256$" + std::to_string(rounds) + "$salt$" + std::string(43, 'A') + "=";
}

account_book make_book(std::size_t count)
{
    std::vector<account> accounts;
    for (std::size_t number = 0; number < count; ++number) {
        const std::string name = "user" + std::to_string(number);
        accounts.push_back({name, hash_of(1000), test::make_actor(R"({"id":"x"})")});
    }
    return account_book(std::move(accounts));
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_accounts_by_their_exact_name)
{
    const auto nobody = test::make_actor(R"({"id":"x"})");
    const account_book book(
        {{"alice", "a", nobody}, {"", "b", nobody}, {"café", "c", nobody}, {"a\0b", "d", nobody}}
    );
    BOOST_TEST(book.find("alice")->stored_hash == "a");
    BOOST_TEST(book.find("")->stored_hash == "b");
    BOOST_TEST(book.find("café")->stored_hash == "c");
    for (const char* absent : {"Alice", "alice ", " alice", "alic", "alicee", "cafe\xcc\x81"})
        BOOST_TEST(book.find(absent) == nullptr, absent);
    BOOST_TEST(book.find(std::string_view("alice\0", 6)) == nullptr);
}

BOOST_AUTO_TEST_CASE(an_empty_book_has_neither_accounts_nor_decoys)
{
    const account_book book({});
    BOOST_TEST(book.empty());
    BOOST_TEST(book.find("") == nullptr);
    BOOST_TEST(book.decoy_for("anybody", {}) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_decoy_is_always_the_same_account_for_a_name)
{
    const account_book book = make_book(5);
    for (const char* name : {"", "mallory", "root", "Mallory"}) {
        const account* decoy = book.decoy_for(name, key);
        BOOST_REQUIRE(decoy != nullptr);
        BOOST_TEST(book.find(decoy->name) == decoy);
        for (int again = 0; again < 10; ++again)
            BOOST_TEST(book.decoy_for(name, key) == decoy);
    }
}

BOOST_AUTO_TEST_CASE(decoys_are_spread_over_all_accounts)
{
    const account_book book = make_book(4);
    std::set<const account*> decoys;
    for (int number = 0; number < 200; ++number)
        decoys.insert(book.decoy_for("guess" + std::to_string(number), key));
    BOOST_TEST(decoys.size() == 4U);
}

BOOST_AUTO_TEST_CASE(the_choice_of_decoy_is_keyed_so_that_it_cannot_be_worked_out)
{
    const account_book book = make_book(16);
    int different = 0;
    for (int number = 0; number < 64; ++number) {
        const std::string name = "guess" + std::to_string(number);
        if (book.decoy_for(name, key) != book.decoy_for(name, {})) ++different;
    }
    BOOST_TEST(different > 0);
}

BOOST_AUTO_TEST_CASE(a_decoy_stays_over_reloads_as_long_as_its_account_is_there)
{
    const account_book small = make_book(15);
    const account_book large = make_book(16);
    for (int number = 0; number < 64; ++number) {
        const std::string name = "guess" + std::to_string(number);
        const auto& before = small.decoy_for(name, key)->name;
        const auto& after = large.decoy_for(name, key)->name;
        BOOST_TEST((after == before || after == "user15"), name);
        BOOST_TEST(large.decoy_for(name, key)->name == make_book(16).decoy_for(name, key)->name);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_password_costs_as_much_as_the_dearest_hash_whatever_the_name)
{
    const auto who = test::make_actor(R"({"id":"x"})");
    const account_book book(
        {{"cheap", hash_of(1000), who},
         {"dear", hash_of(9000), who},
         {"as dear", hash_of(9000), who}}
    );
    BOOST_TEST(book.make_up_rounds(*book.find("cheap")) == 8000U);
    BOOST_TEST(book.make_up_rounds(*book.find("dear")) == 0U);
    for (int number = 0; number < 64; ++number) {
        const auto* decoy = book.decoy_for("guess" + std::to_string(number), key);
        BOOST_TEST_REQUIRE(decoy != nullptr);
        BOOST_TEST(decoy->name != "cheap");
    }
}

BOOST_AUTO_TEST_CASE(hashes_of_unequal_cost_give_no_name_away_over_reloads)
{
    const auto who = test::make_actor(R"({"id":"x"})");
    const std::string argon2id =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$" + std::string(43, 'A');
    const std::string sha512 = "$6$rounds=5000$saltsalt$" + std::string(86, 'A');
    // Reload after reload: accounts join, leave and get other hashes.
    const std::vector<std::vector<account>> reloads{
        {{"amy", hash_of(1000), who}, {"bob", hash_of(600000), who}},
        {{"amy", argon2id, who}, {"bob", hash_of(600000), who}},
        {{"amy", argon2id, who}, {"bob", sha512, who}, {"cleo", hash_of(480000), who}},
        {{"bob", sha512, who}, {"cleo", hash_of(480000), who}},
        {{"amy", hash_of(1000), who}, {"cleo", hash_of(480000), who}, {"bob", argon2id, who}},
        {{"cleo", hash_of(480000), who}},
    };
    const std::vector<std::string> names{"amy", "bob", "cleo", "", "mallory", "root", "Amy"};
    for (const auto& accounts : reloads) {
        const account_book book(accounts);
        std::set<std::uint64_t> costs;
        std::uint64_t dearest = 0;
        for (const auto& one : accounts)
            dearest = std::max(dearest, describe_password_hash(one.stored_hash)->cost_rounds);
        for (const auto& name : names) {
            const auto* known = book.find(name);
            const auto* hashed = known != nullptr ? known : book.decoy_for(name, key);
            BOOST_TEST_REQUIRE(hashed != nullptr);
            costs.insert(
                describe_password_hash(hashed->stored_hash)->cost_rounds +
                book.make_up_rounds(*hashed)
            );
            // The same configuration again, as at a reload that changes nothing.
            if (known == nullptr)
                BOOST_TEST(account_book(accounts).decoy_for(name, key)->name == hashed->name);
        }
        BOOST_TEST(costs.size() == 1U);
        BOOST_TEST(*costs.begin() == dearest);
    }
}

BOOST_AUTO_TEST_SUITE_END()
