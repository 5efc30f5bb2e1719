#include "auth/account_history.hpp"

#include "tests/unit/support/temp_folder.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace dsgw::auth;
using dsgw::test::temp_folder;

BOOST_AUTO_TEST_SUITE(account_history_test)

namespace {

struct given_account
{
    std::string name;
    std::string hash = "hash";
    std::string id = {};  ///< of its actor; else the name
};

account_book book_of(const std::vector<given_account>& accounts)
{
    std::vector<account> made;
    for (const auto& one : accounts) {
        const auto& id = one.id.empty() ? one.name : one.id;
        made.push_back({one.name, one.hash, test::make_actor("{\"id\":\"" + id + "\"}")});
    }
    return account_book(std::move(made));
}

unix_time at(std::int64_t seconds) { return unix_time(std::chrono::seconds(seconds)); }

/// One process after another, or beside it, with the same file.
struct history
{
    explicit history(const std::string& path, std::size_t most = 100, std::string secret = "s")
        : known(secret, most)
    {
        BOOST_TEST(!known.open(path));
    }

    void update(const std::vector<given_account>& accounts, std::int64_t now, bool keep = false)
    {
        BOOST_TEST(!known.update(book_of(accounts), keep, at(now)));
    }

    [[nodiscard]] bool admits(const std::string& id, std::int64_t created) const
    {
        return known.admits({'"' + id + '"', at(created)});
    }

    account_history known;
};

std::string text_of(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_token_ends_with_its_account)
{
    const temp_folder folder;
    history one(folder.path("x"));
    one.update({{"amy"}, {"bob"}}, 100);
    BOOST_TEST(one.admits("amy", 1));
    BOOST_TEST(one.admits("amy", 200));
    one.update({{"bob"}}, 300);
    for (const std::int64_t created : {1, 200, 300, 301, 1000})
        BOOST_TEST(!one.admits("amy", created), created);
    BOOST_TEST(one.admits("bob", 1));
    BOOST_TEST(one.admits("bob", 1000));
}

BOOST_AUTO_TEST_CASE(an_actor_that_never_had_an_account_is_datasettes_business)
{
    const temp_folder folder;
    history one(folder.path("x"));
    BOOST_TEST(one.admits("github:1", 1));
    one.update({{"amy"}}, 100);
    one.update({}, 200);
    BOOST_TEST(one.admits("github:1", 1));
    BOOST_TEST(one.known.admits({"1", at(1)}));  // a number
}

BOOST_AUTO_TEST_CASE(an_account_that_is_made_again_has_new_tokens_only)
{
    const temp_folder folder;
    history one(folder.path("x"));
    one.update({{"amy", "first"}}, 100);
    one.update({{"amy", "second"}}, 200);  // a new password, or another amy
    BOOST_TEST(!one.admits("amy", 199));
    BOOST_TEST(!one.admits("amy", 200));
    BOOST_TEST(one.admits("amy", 201));
    one.update({}, 300);
    one.update({{"amy", "first"}}, 400);
    BOOST_TEST(!one.admits("amy", 150));
    BOOST_TEST(!one.admits("amy", 300));
    BOOST_TEST(one.admits("amy", 301));
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_no_token_where_it_ends_no_session)
{
    const temp_folder folder;
    history one(folder.path("x"));
    one.update({{"amy", "first"}}, 100, true);
    one.update({{"amy", "second"}}, 200, true);
    BOOST_TEST(one.admits("amy", 150));
    one.update({{"amy", "second"}}, 300);
    BOOST_TEST(one.admits("amy", 150));
    one.update({}, 400, true);
    one.update({{"amy", "third"}}, 500, true);
    BOOST_TEST(!one.admits("amy", 150));
    BOOST_TEST(one.admits("amy", 401));
}

BOOST_AUTO_TEST_CASE(an_account_that_gets_another_actor_leaves_its_tokens)
{
    const temp_folder folder;
    history one(folder.path("x"));
    one.update({{"amy", "h", "team"}, {"bob", "h", "team"}}, 100);
    BOOST_TEST(one.admits("amy", 1));  // a name alone is no actor
    BOOST_TEST(one.admits("team", 1));
    one.update({{"amy", "h", "boss"}, {"bob", "h", "team"}}, 200);
    BOOST_TEST(!one.admits("team", 150));
    BOOST_TEST(one.admits("team", 201));
    one.update({{"amy", "h", "boss"}, {"bob", "h", "team"}, {"cleo", "h", "team"}}, 300);
    BOOST_TEST(one.admits("team", 201));  // one more ends nothing
    one.update({{"amy", "h", "boss"}, {"cleo", "h", "team"}}, 400);
    BOOST_TEST(one.known.has_ended("bob", at(400)));
    BOOST_TEST(!one.known.has_ended("cleo", at(1)));  // the same actor, another account
}

BOOST_AUTO_TEST_CASE(it_outlives_the_process)
{
    const temp_folder folder;
    history(folder.path("x")).update({{"amy"}, {"bob"}}, 100);
    history(folder.path("x")).update({{"bob"}}, 200);
    history third(folder.path("x"));
    BOOST_TEST(!third.admits("amy", 150));
    BOOST_TEST(!third.known.is_incomplete());
    third.update({{"bob"}, {"amy", "again"}}, 300);
    BOOST_TEST(!third.admits("amy", 200));
    BOOST_TEST(third.admits("amy", 201));
    BOOST_TEST(third.admits("bob", 1));
    struct stat made
    {};
    BOOST_REQUIRE(::stat(folder.path("x").c_str(), &made) == 0);
    BOOST_TEST((made.st_mode & 0777U) == 0600U);
    const auto text = text_of(folder.path("x"));
    for (const char* name : {"amy", "bob", "again", "hash"})
        BOOST_TEST(text.find(name) == text.npos, name);
}

BOOST_AUTO_TEST_CASE(processes_that_share_the_file_lose_nothing)
{
    const temp_folder folder;
    history one(folder.path("x"));
    history other(folder.path("x"));
    one.update({{"amy"}, {"zoe"}}, 100);
    other.update({{"amy"}}, 200);
    one.update({{"amy"}}, 300);
    BOOST_TEST(!one.admits("zoe", 150));
    BOOST_TEST(!history(folder.path("x")).admits("zoe", 150));
}

BOOST_AUTO_TEST_CASE(a_full_history_admits_no_actor_that_it_does_not_know)
{
    const temp_folder folder;
    history one(folder.path("x"), 4);  // each account has a name and an actor
    one.update({{"amy"}, {"bob"}}, 100);
    BOOST_TEST(one.admits("github:1", 1));
    BOOST_TEST(one.known.take_warnings().empty());
    one.update({{"amy"}, {"bob"}, {"zoe"}}, 200);
    BOOST_TEST(one.known.take_warnings().size() == 1U);
    for (const auto* known : {"amy", "bob"})
        BOOST_TEST(one.admits(known, 1), known);
    for (const auto* unknown : {"zoe", "github:1"})
        BOOST_TEST(!one.admits(unknown, 1000), unknown);
    one.update({{"amy"}}, 300);
    BOOST_TEST(!one.admits("bob", 250));
    BOOST_TEST(!history(folder.path("x"), 100).admits("zoe", 250));
    BOOST_TEST(one.known.size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_damaged_line_may_have_ended_any_actors_tokens)
{
    const temp_folder folder;
    history(folder.path("x")).update({{"amy"}, {"bob"}}, 100);
    auto text = text_of(folder.path("x"));
    text[10] = text[10] == '0' ? '1' : '0';
    (void)folder.write("x", text);
    history one(folder.path("x"));
    BOOST_TEST(one.known.take_warnings().size() == 1U);
    one.update({{"amy"}, {"bob"}}, 200);
    BOOST_TEST(one.admits("amy", 300));
    BOOST_TEST(!one.admits("github:1", 300));
    BOOST_TEST(!history(folder.path("x")).admits("github:1", 300));  // also when it is repaired
    (void)folder.write("y", seal_record("gone amy"));
    BOOST_TEST(!history(folder.path("y")).admits("github:1", 1));
}

BOOST_AUTO_TEST_CASE(without_a_file_only_present_accounts_have_tokens)
{
    account_history one("s");
    BOOST_TEST(one.is_incomplete());
    BOOST_TEST(!one.update(book_of({{"amy"}}), false, at(100)));
    BOOST_TEST(one.admits({"\"amy\"", at(1)}));
    BOOST_TEST(!one.admits({"\"bob\"", at(1)}));
    account_history with_new_secret("s");
    with_new_secret.begin_without_file();
    BOOST_TEST(with_new_secret.admits({"\"bob\"", at(1)}));
}

BOOST_AUTO_TEST_CASE(a_change_that_could_not_be_written_is_written_later)
{
    const temp_folder folder;
    std::filesystem::create_directory(folder.path("d"));
    history one(folder.path("d/x"));
    one.update({{"amy"}}, 100);
    std::filesystem::remove_all(folder.path("d"));
    BOOST_TEST(one.known.update(book_of({{"amy"}, {"bob"}}), false, at(200)).failed());
    BOOST_TEST(!one.admits("github:1", 300));
    BOOST_TEST(one.admits("bob", 300));
    std::filesystem::create_directory(folder.path("d"));
    one.update({{"amy"}}, 400);
    BOOST_TEST(one.admits("github:1", 300));
    history next(folder.path("d/x"));
    BOOST_TEST(!next.admits("bob", 300));
    BOOST_TEST(next.admits("amy", 300));
}

BOOST_AUTO_TEST_CASE(many_changes_make_no_long_file)
{
    const temp_folder folder;
    history one(folder.path("x"));
    for (int i = 0; i < 1000; ++i)
        one.update({{"amy", std::to_string(i)}}, 100 + i);
    BOOST_TEST(std::filesystem::file_size(folder.path("x")) < 150'000U);
    BOOST_TEST(!history(folder.path("x")).admits("amy", 1099));
    BOOST_TEST(history(folder.path("x")).admits("amy", 1100));
}

BOOST_AUTO_TEST_CASE(says_when_an_account_ended)
{
    const temp_folder folder;
    history one(folder.path("x"));
    one.update({{"amy"}, {"bob"}}, 100);
    one.update({{"amy", "again"}, {"bob"}}, 200);
    BOOST_TEST(one.known.has_ended("amy", at(200)));
    BOOST_TEST(one.known.has_ended("amy", at(1)));
    BOOST_TEST(!one.known.has_ended("amy", at(201)));
    BOOST_TEST(!one.known.has_ended("bob", at(1)));
    BOOST_TEST(!one.known.has_ended("zoe", at(1)));
    BOOST_TEST((one.known.first_second("amy", at(1)) == at(201)));
    BOOST_TEST((one.known.first_second("amy", at(200)) == at(201)));
    BOOST_TEST((one.known.first_second("amy", at(201)) == at(201)));
    BOOST_TEST((one.known.first_second("amy", at(300)) == at(300)));
    BOOST_TEST((one.known.first_second("zoe", at(1)) == at(1)));
    BOOST_TEST(one.known.name_of_site("a").size() == 32U);
    BOOST_TEST(one.known.name_of_site("a") != one.known.name_of_site("b"));
    BOOST_TEST(one.known.name_of_site("a") != account_history("t").name_of_site("a"));
}

BOOST_AUTO_TEST_SUITE_END()
