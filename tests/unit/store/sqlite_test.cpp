#include "store/sqlite.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sqlite = dsgw::sqlite;
using dsgw::store::errc;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(sqlite_)

namespace {

struct database_fixture
{
    dsgw::test::temp_folder folder;
    std::string path = folder.write("one.db", "");

    std::unique_ptr<sqlite::connection> open()
    {
        return std::make_unique<sqlite::connection>(sqlite::open_options{
            path, std::chrono::milliseconds(10), nullptr});
    }
};

/// The code of the exception, or nothing.
std::optional<boost::system::error_code> code_of(const std::function<void()>& action)
{
    try {
        action();
    } catch (const sqlite::error& thrown) {
        return thrown.code();
    }
    return std::nullopt;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(returns_every_kind_of_value_as_it_was_bound, database_fixture)
{
    const auto one = open();
    one->run("create table t (a, b, c, d, e)");
    const std::optional<std::string> absent;
    const auto changed = one->run(
        "insert into t values (?, ?, ?, ?, ?)",
        {std::int64_t{-5}, "x\0y"sv, std::string_view{}, sqlite::blob{}, sqlite::or_null(absent)}
    );
    BOOST_TEST(changed == 1);
    auto rows = one->query("select a, b, c, d, e, typeof(c), typeof(d) from t");
    BOOST_TEST_REQUIRE(rows.next());
    BOOST_TEST(rows.number(0) == -5);
    BOOST_TEST((rows.bytes(1) == "x\0y"sv));
    BOOST_TEST(rows.text_or_null(2).value() == "");
    BOOST_TEST(rows.text(3) == "");
    BOOST_TEST(!rows.text_or_null(4).has_value());
    BOOST_TEST(rows.bytes(4) == "");
    BOOST_TEST(rows.text(5) == "text");
    BOOST_TEST(rows.text(6) == "blob");
    BOOST_TEST(!rows.next());
}

BOOST_FIXTURE_TEST_CASE(a_repeated_statement_keeps_no_value_of_the_one_before, database_fixture)
{
    const auto one = open();
    BOOST_TEST(one->only_text("select ?", {"a"sv}).value() == "a");
    BOOST_TEST(!one->only_text("select ?").has_value());
    BOOST_TEST(!one->only_text("select 1 where 0").has_value());
}

BOOST_FIXTURE_TEST_CASE(each_error_has_the_code_of_its_remedy, database_fixture)
{
    const auto one = open();
    one->run("create table datasette_other (a unique)");
    one->run("insert into datasette_other values (1)");
    const std::pair<const char*, errc> table[] = {
        {"select 1 from no_such_table", errc::table_missing},
        {"select b from datasette_other", errc::table_of_other_schema},
        {"insert into datasette_other (b) values (1)", errc::table_of_other_schema},
        {"insert into datasette_other values (1)", errc::table_of_other_schema},
        {"not SQL", errc::database_failed},
    };
    for (const auto& [sql, code] : table)
        BOOST_TEST((code_of([&] { one->run(sql); }) == code), sql);
    path = folder.path("none.db");
    BOOST_TEST((code_of([&] { (void)open(); }) == errc::database_missing));
    BOOST_TEST(!std::filesystem::exists(path));
    path = folder.write("text.db", std::string(4096, 'x'));
    const auto read = [&] { (void)open()->only_text("select * from sqlite_master"); };
    BOOST_TEST((code_of(read) == errc::database_corrupt));
}

BOOST_FIXTURE_TEST_CASE(a_transaction_is_undone_unless_it_is_committed, database_fixture)
{
    const auto one = open();
    one->run("create table t (a)");
    {
        sqlite::transaction lost(*one, sqlite::access_mode::write);
        one->run("insert into t values ('lost')");
        BOOST_TEST(one->in_transaction());
        const auto other = open();
        const auto begin = [&] {
            const sqlite::transaction second(*other, sqlite::access_mode::write);
        };
        BOOST_TEST((code_of(begin) == errc::database_locked));
    }
    BOOST_TEST(!one->in_transaction());
    {
        sqlite::transaction kept(*one, sqlite::access_mode::write);
        one->run("insert into t values ('kept')");
        kept.commit();
    }
    BOOST_TEST(open()->only_text("select group_concat(a) from t").value() == "kept");
}

BOOST_FIXTURE_TEST_CASE(durability_changes_between_transactions, database_fixture)
{
    const auto one = open();
    const auto level = [&] { return one->only_text("pragma synchronous").value(); };
    for (int again = 0; again < 2; ++again) {
        one->set_durability(sqlite::durability::on_disk);
        BOOST_TEST(level() == "3");
        one->set_durability(sqlite::durability::in_system);
        BOOST_TEST(level() == "1");
    }
}

BOOST_FIXTURE_TEST_CASE(notices_that_its_file_was_moved_away, database_fixture)
{
    const auto one = open();
    one->run("create table t (a)");
    BOOST_TEST(!one->is_read_only());
    BOOST_TEST(!one->has_moved());
    std::filesystem::rename(path, folder.path("elsewhere.db"));
    BOOST_TEST(one->has_moved());
}

BOOST_AUTO_TEST_SUITE_END()
