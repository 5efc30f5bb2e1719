#include "secrets/audit_table.hpp"

#include "tests/unit/support/store_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using namespace dsgw::secrets;
using namespace dsgw::secrets::test;

namespace {

struct audit_fixture : store_fixture
{
    audit_fixture() { create_audit_table(*database); }

    void add(const char* action, std::optional<std::string> secret = "KEY")
    {
        append_audit(*database, clock, alice, {action, std::move(secret), 1, "detail"});
    }

    void add_five()
    {
        for (int number = 0; number < 5; ++number)
            add("set");
    }

    // As an attacker with access to the file would.
    void tamper(const std::string& sql)
    {
        database->run("drop trigger if exists datasette_gateway_audit_no_update");
        database->run("drop trigger if exists datasette_gateway_audit_no_delete");
        database->run(sql);
    }

    std::vector<std::string> faults() { return verify_audit_table(*database).faults; }

    std::unique_ptr<sqlite::connection> database = outsider();
};

using sentences = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_table, audit_fixture)

BOOST_AUTO_TEST_CASE(writes_times_as_sqlite_does)
{
    using std::chrono::seconds;
    BOOST_TEST(utc_text(auth::unix_time(seconds(0))) == "1970-01-01 00:00:00");
    BOOST_TEST(utc_text(auth::unix_time(seconds(1'709'210'096))) == "2024-02-29 12:34:56");
    BOOST_TEST(utc_text(auth::unix_time(seconds(253'402'300'799))) == "9999-12-31 23:59:59");
}

BOOST_AUTO_TEST_CASE(what_is_added_is_read_newest_first)
{
    add("set");
    append_audit(*database, clock, command_line, {"rotate-key", std::nullopt, std::nullopt, ""});
    add("delete");
    const auto entries = read_audit(*database, 10, 0);
    BOOST_REQUIRE(entries.size() == 3U);
    BOOST_TEST(entries[0].number == 3);
    BOOST_TEST(entries[0].action == "delete");
    BOOST_TEST(entries[0].at == "2023-11-14 22:13:20");
    BOOST_TEST(entries[0].actor.value() == "alice");
    BOOST_TEST(entries[0].client == "192.0.2.1");
    BOOST_TEST(entries[0].secret.value() == "KEY");
    BOOST_TEST(entries[0].version.value() == 1);
    BOOST_TEST(entries[0].detail == "detail");
    BOOST_TEST(!entries[1].actor.has_value());
    BOOST_TEST(!entries[1].secret.has_value());
    BOOST_TEST(!entries[1].version.has_value());
    BOOST_TEST(read_audit(*database, 1, 0).front().number == 3);
    BOOST_TEST(read_audit(*database, 10, 3).front().number == 2);
    BOOST_TEST(read_audit(*database, 10, 1).empty());
    const auto of_one = read_audit_of(*database, "KEY", 10);
    BOOST_REQUIRE(of_one.size() == 2U);
    BOOST_TEST(of_one[0].action == "delete");
    BOOST_TEST(read_audit_of(*database, "KEY", 1).size() == 1U);
    BOOST_TEST(read_audit_of(*database, "OTHER", 10).empty());
}

BOOST_AUTO_TEST_CASE(the_hash_can_be_computed_by_anybody)
{
    add("set");
    // printf '0:,1:1,19:2023-11-14 22:13:20,5:alice,3:set,3:KEY,1:1,9:192.0.2.1,6:detail,' |
    //     sha256sum
    BOOST_TEST(
        read_audit(*database, 1, 0).front().hash ==
        "c4267c34c32d5b2c556d5aad08015c9e5cd9755cb238667e5311dde4875a297e"
    );
}

BOOST_AUTO_TEST_CASE(a_whole_chain_is_verified)
{
    const audit_verdict empty = verify_audit_table(*database);
    BOOST_TEST(empty.faults.empty());
    BOOST_TEST(empty.entries == 0U);
    add_five();
    const audit_verdict verdict = verify_audit_table(*database);
    BOOST_TEST(verdict.faults.empty());
    BOOST_TEST(verdict.entries == 5U);
    BOOST_TEST(verdict.last_hash == read_audit(*database, 1, 0).front().hash);
    BOOST_TEST(verdict.clock_went_back.empty());
}

BOOST_AUTO_TEST_CASE(rows_can_only_be_added)
{
    add_five();
    for (const char* sql :
         {"update datasette_gateway_audit set actor = 'mallory'",
          "delete from datasette_gateway_audit",
          "insert or replace into datasette_gateway_audit select * from datasette_gateway_audit "
          "where id = 2"}) {
        BOOST_CHECK_THROW(database->run(sql), sqlite::error);
        BOOST_TEST(faults().empty());
    }
}

BOOST_AUTO_TEST_CASE(every_changed_column_breaks_the_chain)
{
    for (const char* column :
         {"at", "actor", "action", "secret", "version", "client", "detail", "hash"}) {
        audit_fixture other;
        other.add_five();
        other.tamper(
            "update datasette_gateway_audit set " + std::string(column) + " = '9' where id = 3"
        );
        BOOST_TEST(other.faults().front() == "entry 3 or the one before it was changed", column);
    }
    tamper("update datasette_gateway_audit set actor = null");
    BOOST_TEST(faults().empty());  // there was nothing to change
}

BOOST_AUTO_TEST_CASE(null_and_empty_are_not_the_same)
{
    append_audit(*database, clock, command_line, {"set", "KEY", 1, ""});
    tamper("update datasette_gateway_audit set actor = ''");
    BOOST_TEST(faults().size() == 1U);
}

BOOST_AUTO_TEST_CASE(missing_rows_are_noticed_wherever_they_were)
{
    add_five();
    tamper("delete from datasette_gateway_audit where id in (2, 3)");
    BOOST_TEST(
        faults() ==
            (sentences{"entries 2 to 3 are missing", "entry 4 or the one before it was changed"}),
        boost::test_tools::per_element()
    );
    tamper("delete from datasette_gateway_audit where id > 3");
    BOOST_TEST(
        faults() == (sentences{"entries 2 to 5 are missing"}), boost::test_tools::per_element()
    );
    add("set");  // numbers are not given twice
    BOOST_TEST(faults().front() == "entries 2 to 5 are missing");
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_is_told_and_breaks_nothing)
{
    add("set");
    clock -= std::chrono::hours(1);
    add("set");
    add("set");
    clock += std::chrono::hours(2);
    add("set");
    const audit_verdict verdict = verify_audit_table(*database);
    BOOST_TEST(verdict.faults.empty());
    BOOST_TEST(
        verdict.clock_went_back == (std::vector<std::int64_t>{2}), boost::test_tools::per_element()
    );
}

BOOST_AUTO_TEST_SUITE_END()
