#include "secrets/secret_rows.hpp"

#include "tests/unit/support/store_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::secrets;
using namespace dsgw::secrets::test;

namespace {

struct rows_fixture : store_fixture
{
    std::unique_ptr<sqlite::connection> database = outsider();
};

// What check_secrets_table says of this table.
std::string verdict_on(const std::string& schema)
{
    rows_fixture at;
    for (std::string_view rest = schema; !rest.empty();) {
        const std::size_t end = rest.find(';');
        at.database->run(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    try {
        check_secrets_table(*at.database);
        return "good";
    } catch (const sqlite::error& what) {
        return (what.code() == errc::table_missing ? "missing: " : "other: ") +
               std::string(what.what());
    }
}

const std::string all_columns =
    "id integer primary key, name, note, version, encrypted, encryption_key_name, created_at, "
    "created_by, updated_at, updated_by, deleted_at, deleted_by, last_used_at, last_used_by";

new_row make_row(std::string_view name, std::string_view token)
{
    return {name, "note", token, "default", "2024-01-01 00:00:00", "alice"};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(secret_rows, rows_fixture)

BOOST_AUTO_TEST_CASE(makes_the_table_of_the_plugin_to_the_letter)
{
    create_secrets_table(*database);
    create_secrets_table(*database);
    // SQLite keeps the text, except "if not exists".
    BOOST_TEST(
        database->only_text("select sql from sqlite_schema where name = 'datasette_secrets'")
            .value() ==
        "CREATE TABLE datasette_secrets (\n    id integer primary key,\n    name text not null,\n"
        "    note text,\n    version integer not null default 1,\n    encrypted blob,\n"
        "    encryption_key_name text not null,\n    created_at text,\n    created_by text,\n"
        "    updated_at text,\n    updated_by text,\n    deleted_at text,\n    deleted_by text,\n"
        "    last_used_at text,\n    last_used_by text\n)"
    );
    check_secrets_table(*database);
}

BOOST_AUTO_TEST_CASE(a_table_that_is_not_the_plugins_is_told_by_its_difference)
{
    BOOST_TEST(verdict_on("create table datasette_secrets (" + all_columns + ")") == "good");
    BOOST_TEST(
        verdict_on("create table datasette_secrets (" + all_columns + ", more text)") == "good"
    );
    BOOST_TEST(
        verdict_on(
            "create table datasette_secrets (" + all_columns + ", more text not null default '')"
        ) == "good"
    );
    BOOST_TEST(
        verdict_on("create table datasette_secrets (" + all_columns + ", more text not null)") ==
        "other: its column more is unknown and must not be empty"
    );
    BOOST_TEST(verdict_on("select 1") == "missing: no such table: datasette_secrets");
    BOOST_TEST(
        verdict_on("create table datasette_secrets (id integer primary key, name text)") ==
        "other: it has no column note"
    );
    BOOST_TEST(
        verdict_on(
            "create table t (" + all_columns + "); create view datasette_secrets as select * from t"
        ) == "other: datasette_secrets is a view"
    );
}

BOOST_AUTO_TEST_CASE(versions_count_up_and_the_highest_is_current)
{
    create_secrets_table(*database);
    BOOST_TEST(insert_row(*database, make_row("A", "a1")) == 1);
    BOOST_TEST(insert_row(*database, make_row("A", "a2")) == 2);
    BOOST_TEST(insert_row(*database, make_row("B", "b1")) == 1);
    BOOST_TEST(insert_row(*database, make_row("A", "a3")) == 3);
    BOOST_TEST(find_current_row(*database, "A")->token == "a3");
    BOOST_TEST(find_row(*database, "A", 2)->token == "a2");
    BOOST_TEST(!find_row(*database, "A", 4).has_value());
    BOOST_TEST(!find_current_row(*database, "a").has_value());
    BOOST_TEST(!find_current_row(*database, "").has_value());

    std::string seen;
    visit_current_rows(*database, [&](const secret_row& row) { seen += row.token + " "; });
    visit_versions(*database, "A", [&](const secret_row& row) { seen += row.token + " "; });
    visit_all_rows(*database, [&](const secret_row& row) {
        seen += row.token + " ";
        return row.token != "b1";
    });
    BOOST_TEST(seen == "a3 b1 a3 a2 a1 a1 a2 b1 ");
}

BOOST_AUTO_TEST_CASE(a_row_is_written_as_the_plugin_writes_it)
{
    create_secrets_table(*database);
    (void)insert_row(*database, make_row("A", "token"));
    BOOST_TEST(
        database
            ->only_text(
                "select name || typeof(name) || note || version || typeof(encrypted) || "
                "encryption_key_name || created_at || created_by || updated_at || updated_by || "
                "(deleted_at is null) || (deleted_by is null) || (last_used_at is null) || "
                "(last_used_by is null) from datasette_secrets"
            )
            .value() == "Atextnote1blobdefault2024-01-01 00:00:00alice2024-01-01 00:00:00alice1111"
    );
    new_row of_nobody = make_row("B", "");
    of_nobody.by.reset();
    of_nobody.note = {};
    (void)insert_row(*database, of_nobody);
    BOOST_TEST(
        database
            ->only_text("select typeof(created_by) || typeof(updated_by) || typeof(note) || "
                        "typeof(encrypted) from datasette_secrets where name = 'B'")
            .value() == "nullnulltextblob"
    );
}

BOOST_AUTO_TEST_CASE(rows_of_other_hands_are_read_as_far_as_they_go)
{
    create_secrets_table(*database);
    database->run(
        "insert into datasette_secrets (name, version, encrypted, encryption_key_name) values "
        "('a/b', 7, null, ''), (x'ff', 1, 'text', 'default')"
    );
    const auto row = find_current_row(*database, "a/b");
    BOOST_TEST(row->info.version == 7);
    BOOST_TEST(row->token == "");
    BOOST_TEST(row->info.note == "");
    BOOST_TEST(!row->info.created_at.has_value());
    int count = 0;
    visit_current_rows(*database, [&](const secret_row&) { ++count; });
    BOOST_TEST(count == 2);
    BOOST_TEST(insert_row(*database, make_row("a/b", "t")) == 8);
}

BOOST_AUTO_TEST_CASE(of_two_rows_with_one_version_the_first_counts_with_and_without_the_index)
{
    create_secrets_table(*database);
    database->run(
        "insert into datasette_secrets (name, version, encrypted, encryption_key_name) values "
        "('A', 1, 'x', ''), ('A', 2, 'first', ''), ('A', 2, 'second', '')"
    );
    BOOST_TEST(find_current_row(*database, "A")->token == "first");
    create_secrets_index(*database);
    create_secrets_index(*database);
    BOOST_TEST(find_current_row(*database, "A")->token == "first");
}

BOOST_AUTO_TEST_CASE(changes_touch_one_row_and_removal_all_of_a_name)
{
    create_secrets_table(*database);
    (void)insert_row(*database, make_row("A", "a1"));
    (void)insert_row(*database, make_row("A", "a2"));
    (void)insert_row(*database, make_row("AB", "b1"));
    update_note(*database, 2, "new", "2024-02-02 00:00:00", std::nullopt);
    update_token(*database, 2, "t2", "other");
    update_last_used(*database, 2, "2024-03-03 00:00:00", "bob");
    const auto row = find_current_row(*database, "A");
    BOOST_TEST(row->info.note == "new");
    BOOST_TEST(row->info.updated_at.value() == "2024-02-02 00:00:00");
    BOOST_TEST(!row->info.updated_by.has_value());
    BOOST_TEST(row->info.created_at.value() == "2024-01-01 00:00:00");
    BOOST_TEST(row->token == "t2");
    BOOST_TEST(row->info.key_name == "other");
    BOOST_TEST(row->info.last_used_at.value() == "2024-03-03 00:00:00");
    BOOST_TEST(row->info.last_used_by.value() == "bob");
    BOOST_TEST(find_row(*database, "A", 1)->token == "a1");

    BOOST_TEST(remove_rows(*database, "A") == 2U);
    BOOST_TEST(remove_rows(*database, "A") == 0U);
    BOOST_TEST(find_current_row(*database, "AB").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
