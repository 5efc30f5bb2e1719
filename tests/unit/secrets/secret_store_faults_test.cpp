// The store when the disk, the file or another program fails: clear errors, and no loss.

#include "secrets/secret_store.hpp"
#include "tests/unit/support/failing_vfs.hpp"
#include "tests/unit/support/store_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <filesystem>
#include <functional>

using namespace dsgw;
using namespace dsgw::secrets;
using namespace dsgw::secrets::test;

namespace {

boost::system::error_code code_of_set(secret_store& store, const std::string& name = "KEY")
{
    const auto answer = store.set(of(name), "two", "", refuse);
    BOOST_REQUIRE(answer.has_error());
    return answer.error().code;
}

// The value could be read, but its access could not be recorded.
boost::system::error_code code_of_unrecorded(secret_store& store)
{
    const auto answer = read_value(store, "KEY");
    BOOST_REQUIRE((answer.has_value() && answer->has_value()));
    BOOST_TEST((*answer)->value.view() == "one");
    BOOST_REQUIRE((*answer)->unrecorded.has_value());
    return (*answer)->unrecorded->code;
}

struct fault_fixture : store_fixture
{
    void overwrite(std::streamoff at, const std::string& bytes) const
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(at);
        file << bytes;
    }

    // SQLite reads but does not write files of a format that is newer than itself. File modes would
    // not do: these tests may run as root.
    void make_read_only() const { overwrite(18, "\x03"); }

    boost::system::error_code refusal_to_open(file_owner owner = file_owner::gateway)
    {
        const auto opened = secret_store::open(options(owner));
        BOOST_REQUIRE(opened.has_error());
        BOOST_TEST(opened.error().message.starts_with(path + ": "));
        return opened.error().code;
    }
};

// Runs `change` with the n-th write failing, for n = 1, 2, … until it passes. It is all or nothing.
void fail_each_write(
    file_owner owner, int code, store::errc expected,
    const std::function<bool(secret_store&, store::errc)>& change
)
{
    failing_vfs disk;
    for (int nth = 1;; ++nth) {
        BOOST_REQUIRE(nth < 100);
        fault_fixture at;
        at.set(*at.open(owner), "KEY", "one");
        store_options on_disk = at.options(owner);
        on_disk.vfs = failing_vfs::name;
        auto store = std::move(secret_store::open(on_disk).value());
        disk.fail_from(nth, code);
        const bool is_done = change(*store, expected);
        disk.work_again();

        const std::string now = is_done ? "two" : "one";
        BOOST_TEST(value_of(*store, "KEY") == now, "write " << nth);
        BOOST_TEST(value_of(*at.open(owner), "KEY") == now);
        BOOST_TEST(store->audit(10, 0).value().size() == (is_done ? 2U : 1U));
        BOOST_TEST(at.set(*store, "KEY", "three").version == (is_done ? 3 : 2));
        BOOST_TEST(store->verify_audit().value().faults.empty());
        if (!is_done) continue;
        BOOST_TEST(nth > 2);  // it did fail before
        break;
    }
}

bool try_set(secret_store& store, store::errc expected)
{
    const auto answer = store.set(of("KEY"), "two", "", refuse);
    if (!answer) BOOST_TEST((answer.error().code == expected), answer.error().message);
    return answer.has_value();
}

const std::array both_owners = {file_owner::gateway, file_owner::datasette};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(secret_store_faults, fault_fixture)

BOOST_AUTO_TEST_CASE(a_full_disk_at_any_write_loses_nothing)
{
    for (const file_owner owner : both_owners)
        fail_each_write(owner, SQLITE_FULL, store::errc::database_full, try_set);
}

BOOST_AUTO_TEST_CASE(a_failing_disk_at_any_write_loses_nothing)
{
    for (const file_owner owner : both_owners)
        fail_each_write(owner, SQLITE_IOERR_WRITE, store::errc::disk_failed, try_set);
}

BOOST_AUTO_TEST_CASE(every_change_is_synced_and_in_wal_mode_no_access)
{
    failing_vfs disk;
    for (const file_owner owner : both_owners) {
        fault_fixture at;
        store_options on_disk = at.options(owner);
        on_disk.vfs = failing_vfs::name;
        auto store = std::move(secret_store::open(on_disk).value());
        for (int round = 0; round < 3; ++round) {
            int before = disk.syncs();
            at.set(*store, "KEY", "one");
            BOOST_TEST(disk.syncs() > before);
            before = disk.syncs();
            BOOST_TEST(value_of(*store, "KEY") == "one");
            BOOST_TEST((disk.syncs() == before) == (owner == file_owner::gateway));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_rotation_on_a_full_disk_leaves_every_row_as_it_was)
{
    failing_vfs disk;
    const named_key new_key = make_key("new");
    for (int nth = 1;; ++nth) {
        BOOST_REQUIRE(nth < 200);
        fault_fixture at;
        const auto old_ring = at.keys;
        {
            auto store = at.open(file_owner::datasette);
            for (int number = 0; number < 10; ++number)
                at.set(*store, "KEY" + std::to_string(number), std::string(1500, 'v'));
        }
        at.keys = make_ring(same_key(new_key, "new"), same_key(old_ring->current(), "default"));
        store_options on_disk = at.options(file_owner::datasette);
        on_disk.vfs = failing_vfs::name;
        auto store = std::move(secret_store::open(on_disk).value());
        disk.fail_from(nth, SQLITE_FULL);
        const auto report = store->rotate_keys({"new", false, alice});
        disk.work_again();
        store->use_keys(report ? make_ring(same_key(new_key, "new")) : old_ring);
        for (const version_info& info : store->list().value())
            BOOST_TEST(info.readable);
        if (report) {
            BOOST_TEST(nth > 10);
            break;
        }
        BOOST_TEST((report.error().code == store::errc::database_full));
    }
}

BOOST_AUTO_TEST_CASE(values_can_be_read_from_a_full_disk)
{
    failing_vfs disk;
    for (const file_owner owner : both_owners) {
        fault_fixture at;
        at.set(*at.open(owner), "KEY", "one");
        store_options on_disk = at.options(owner);
        on_disk.vfs = failing_vfs::name;
        auto store = std::move(secret_store::open(on_disk).value());
        disk.fail_from(1, SQLITE_FULL);
        BOOST_TEST((code_of_unrecorded(*store) == store::errc::database_full));
        disk.work_again();
        BOOST_TEST(!store->list().value().front().last_used_at.has_value());
        BOOST_TEST(value_of(*store, "KEY") == "one");
        BOOST_TEST(store->list().value().front().last_used_at.has_value());
    }
}

BOOST_AUTO_TEST_CASE(who_is_locked_out_is_told_and_may_read_what_can_be_read)
{
    auto store = open(file_owner::gateway);
    set(*store, "KEY", "one");
    auto other = outsider();
    {
        const sqlite::transaction writing(*other, sqlite::access_mode::write);
        BOOST_TEST((code_of_set(*store) == store::errc::database_locked));
        BOOST_TEST((store->remove(of("KEY")).error().code == store::errc::database_locked));
        BOOST_TEST((code_of_unrecorded(*store) == store::errc::database_locked));
        BOOST_TEST(store->list().value().size() == 1U);
    }
    BOOST_TEST(set(*store, "KEY", "two").version == 2);
}

BOOST_AUTO_TEST_CASE(an_exclusive_lock_on_a_file_of_datasettes_keeps_readers_out_too)
{
    auto store = open(file_owner::datasette);
    set(*store, "KEY", "one");
    auto other = outsider();
    other->run("begin exclusive");
    BOOST_TEST((code_of_set(*store) == store::errc::database_locked));
    BOOST_TEST((read_value(*store, "KEY").error().code == store::errc::database_locked));
    BOOST_TEST((store->list().error().code == store::errc::database_locked));
    BOOST_TEST((refusal_to_open(file_owner::datasette) == store::errc::database_locked));
    other->run("rollback");
    BOOST_TEST(value_of(*store, "KEY") == "one");
}

BOOST_AUTO_TEST_CASE(a_read_only_file_gives_out_its_values)
{
    set(*open(file_owner::datasette), "KEY", "one");
    make_read_only();
    auto store = open(file_owner::datasette);
    BOOST_TEST(store->is_read_only());
    BOOST_TEST((code_of_set(*store) == store::errc::database_read_only));
    BOOST_TEST((store->remove(of("KEY")).error().code == store::errc::database_read_only));
    BOOST_TEST((store->export_all(alice).error().code == store::errc::database_read_only));
    BOOST_TEST((code_of_unrecorded(*store) == store::errc::database_read_only));
    BOOST_TEST(store->list().value().size() == 1U);
    BOOST_TEST(store->verify_audit().value().entries == 1U);
}

BOOST_AUTO_TEST_CASE(a_read_only_file_without_the_table_is_refused)
{
    outsider()->run("create table other (x)");
    make_read_only();
    BOOST_TEST((refusal_to_open(file_owner::datasette) == errc::table_missing));
}

BOOST_AUTO_TEST_CASE(what_is_no_database_is_refused_and_left_alone)
{
    const std::string text = "this is my diary, " + std::string(5000, '.');
    folder.write("secrets.db", text);
    BOOST_TEST((refusal_to_open() == store::errc::database_corrupt));
    BOOST_TEST(std::filesystem::file_size(path) == text.size());
    path = folder.path();
    BOOST_TEST((refusal_to_open() == store::errc::database_missing));
    path = folder.path("none.db");
    BOOST_TEST((refusal_to_open() == store::errc::database_missing));
}

BOOST_AUTO_TEST_CASE(a_damaged_page_is_told)
{
    {
        auto store = open(file_owner::datasette);
        for (int number = 0; number < 100; ++number)
            set(*store, "KEY" + std::to_string(number), std::string(300, 'v'));
    }
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(path));
    overwrite(size / 2, std::string(static_cast<std::size_t>(size / 4), '\xff'));
    auto store =
        std::move(secret_store::open_without_key_check(options(file_owner::datasette)).value());
    BOOST_TEST((store->list().error().code == store::errc::database_corrupt));
    BOOST_TEST((read_value(*store, "KEY99").error().code == store::errc::database_corrupt));
    std::filesystem::resize_file(path, 5000);
    BOOST_TEST((refusal_to_open(file_owner::datasette) == store::errc::database_corrupt));
}

BOOST_AUTO_TEST_CASE(a_table_of_another_schema_is_refused)
{
    outsider()->run("create table datasette_secrets (name text, value text)");
    BOOST_TEST((refusal_to_open() == errc::table_of_other_schema));
}

BOOST_AUTO_TEST_CASE(a_table_that_changes_while_we_run_is_told)
{
    auto store = open();
    set(*store, "KEY", "one");
    outsider()->run("alter table datasette_secrets rename column note to remark");
    BOOST_TEST((code_of_set(*store) == errc::table_of_other_schema));
    BOOST_TEST((store->list().error().code == errc::table_of_other_schema));
    outsider()->run("alter table datasette_secrets rename column remark to note");
    outsider()->run(
        "create trigger t before insert on datasette_secrets begin select raise(abort, 'no'); end"
    );
    BOOST_TEST((code_of_set(*store) == errc::table_of_other_schema));
    outsider()->run("drop trigger t");
    outsider()->run("alter table datasette_secrets rename to elsewhere");
    BOOST_TEST((code_of_set(*store) == errc::table_missing));
    BOOST_TEST((read_value(*store, "KEY").error().code == errc::table_missing));
    outsider()->run("alter table elsewhere rename to datasette_secrets");
    BOOST_TEST(set(*store, "KEY", "two").version == 2);
}

BOOST_AUTO_TEST_CASE(a_damaged_row_is_shown_as_such_and_the_others_are_read)
{
    auto store = open();
    set(*store, "BAD", "one");
    set(*store, "NULL", "one");
    set(*store, "GOOD", "one");
    outsider()->run(
        "update datasette_secrets set encrypted = substr(encrypted, 1, 50) where name = 'BAD'"
    );
    outsider()->run("update datasette_secrets set encrypted = null where name = 'NULL'");
    const auto list = store->list().value();
    BOOST_TEST(!list[0].readable);
    BOOST_TEST(list[1].readable);
    BOOST_TEST(!list[2].readable);
    BOOST_TEST((read_value(*store, "BAD").error().code == errc::row_unreadable));
    BOOST_TEST((code_of_set(*store, "BAD") == errc::row_unreadable));
    BOOST_TEST((code_of_set(*store, "NULL") == errc::row_unreadable));
    BOOST_TEST(value_of(*store, "GOOD") == "one");
}

BOOST_AUTO_TEST_CASE(two_gateways_on_one_file_take_turns)
{
    for (const file_owner owner : both_owners) {
        fault_fixture at;
        auto one = at.open(owner);
        auto other = at.open(owner);
        for (int round = 0; round < 20; ++round) {
            at.set(round % 2 == 0 ? *one : *other, "KEY", std::to_string(round));
            BOOST_TEST(value_of(*one, "KEY") == std::to_string(round));
            BOOST_TEST(value_of(*other, "KEY") == std::to_string(round));
        }
        BOOST_TEST(one->history("KEY").value().size() == 20U);
        BOOST_TEST(other->verify_audit().value().entries == 20U);
        BOOST_TEST(other->verify_audit().value().faults.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
