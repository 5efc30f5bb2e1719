#include "secrets/secret_store.hpp"

#include "tests/unit/support/store_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace dsgw;
using namespace dsgw::secrets;
using namespace dsgw::secrets::test;

BOOST_FIXTURE_TEST_SUITE(secret_store_, store_fixture)

BOOST_AUTO_TEST_CASE(what_is_set_is_read_and_recorded)
{
    auto store = open();
    BOOST_TEST(set(*store, "KEY", "one").version == 1);
    BOOST_TEST(set(*store, "KEY", "two").version == 2);
    clock += std::chrono::hours(1);
    const auto answer = read_value(*store, "KEY", "bob");
    BOOST_REQUIRE((answer.has_value() && answer->has_value()));
    BOOST_TEST((*answer)->value.view() == "two");
    BOOST_TEST((*answer)->version == 2);
    BOOST_TEST(!(*answer)->unrecorded.has_value());

    const auto history = store->history("KEY").value();
    BOOST_REQUIRE(history.size() == 2U);
    BOOST_TEST(history[0].last_used_at.value() == "2023-11-14 23:13:20");
    BOOST_TEST(history[0].last_used_by.value() == "bob");
    BOOST_TEST(history[0].readable);
    BOOST_TEST(!history[1].last_used_at.has_value());
    BOOST_TEST(value_of(*store, "OTHER") == "(none)");
}

BOOST_AUTO_TEST_CASE(records_an_access_without_an_author)
{
    auto store = open();
    set(*store, "KEY", "one");
    (void)read_value(*store, "KEY", "bob");
    (void)read_value(*store, "KEY", "");
    BOOST_TEST(store->list().value().front().last_used_at.has_value());
    BOOST_TEST(!store->list().value().front().last_used_by.has_value());
}

BOOST_AUTO_TEST_CASE(a_group_answers_in_order_and_records_the_last_access_of_each)
{
    auto store = open();
    set(*store, "A", "a");
    set(*store, "B", "b");
    const std::vector<secret_access> asked = {
        {"A", "first"}, {"none", "x"}, {"B", "second"}, {"A", "third"}, {"", "x"}};
    std::size_t next = 0;
    const auto answers = store->read_group([&]() -> std::optional<secret_access> {
        if (next == asked.size()) return std::nullopt;
        return asked[next++];
    });
    std::string seen;
    for (const auto& answer : answers)
        seen += *answer ? std::string((**answer).value.view()) : "-";
    BOOST_TEST(seen == "a-ba-");
    BOOST_TEST(store->list().value()[0].last_used_by.value() == "third");
    BOOST_TEST(store->list().value()[1].last_used_by.value() == "second");
    BOOST_TEST(store->read_group([] { return std::nullopt; }).empty());
}

BOOST_AUTO_TEST_CASE(lists_the_current_versions_in_the_order_of_names)
{
    auto store = open();
    BOOST_TEST(store->list().value().empty());
    set(*store, "b", "1");
    set(*store, "a", "1");
    (void)store->set(of("a"), "2", "the note", unreadable_current::refuse).value();
    const auto list = store->list().value();
    BOOST_REQUIRE(list.size() == 2U);
    BOOST_TEST(list[0].name == "a");
    BOOST_TEST(list[0].version == 2);
    BOOST_TEST(list[0].note == "the note");
    BOOST_TEST(list[0].key_name == "default");
    BOOST_TEST(list[0].created_at.value() == "2023-11-14 22:13:20");
    BOOST_TEST(list[0].created_by.value() == "alice");
    BOOST_TEST(list[0].updated_by.value() == "alice");
    BOOST_TEST(list[1].name == "b");
}

BOOST_AUTO_TEST_CASE(a_trace_tells_length_and_sameness_and_nothing_else)
{
    auto store = open();
    set(*store, "A", "caf\xc3\xa9");
    set(*store, "B", "caf\xc3\xa9");
    set(*store, "C", "other");
    const value_trace one = store->trace("A").value();
    BOOST_TEST(one.characters == 4U);
    BOOST_TEST(one.fingerprint.size() == 8U);
    BOOST_TEST(one.fingerprint == store->trace("B").value().fingerprint);
    BOOST_TEST(one.fingerprint != store->trace("C").value().fingerprint);
    BOOST_TEST((store->trace("D").error().code == errc::no_such_secret));
    set(*store, "A", "other");
    const auto versions = store->history("A").value();
    BOOST_REQUIRE(versions.size() == 2U);
    BOOST_TEST(versions[1].trace.value().fingerprint == one.fingerprint);
    BOOST_TEST(versions[0].trace.value().characters == 5U);

    store_fixture elsewhere;  // another key: another fingerprint
    auto other = elsewhere.open();
    elsewhere.set(*other, "A", "caf\xc3\xa9");
    BOOST_TEST(other->trace("A").value().fingerprint != one.fingerprint);
}

BOOST_AUTO_TEST_CASE(everything_is_there_for_the_next_who_opens_it)
{
    set(*open(), "KEY", "one");
    auto again = open();
    BOOST_TEST(value_of(*again, "KEY") == "one");
    auto both = open();
    set(*both, "KEY", "two");
    BOOST_TEST(value_of(*again, "KEY") == "two");
    BOOST_TEST(again->verify_audit().value().faults.empty());
}

BOOST_AUTO_TEST_CASE(our_own_file_is_in_wal_mode_and_datasettes_keeps_its_mode)
{
    set(*open(file_owner::gateway), "KEY", "one");
    BOOST_TEST(outsider()->only_text("pragma journal_mode").value() == "wal");

    store_fixture datasettes;
    datasettes.set(*datasettes.open(file_owner::datasette), "KEY", "one");
    BOOST_TEST(datasettes.outsider()->only_text("pragma journal_mode").value() == "delete");
    BOOST_TEST(
        datasettes.outsider()
            ->only_text("select count(*) from sqlite_schema where type = 'index'")
            .value() == "0"
    );
    datasettes.outsider()->run("pragma journal_mode = wal");
    datasettes.set(*datasettes.open(file_owner::datasette), "KEY", "two");
    BOOST_TEST(datasettes.outsider()->only_text("pragma journal_mode").value() == "wal");
}

BOOST_AUTO_TEST_CASE(a_key_that_opens_nothing_is_refused_at_the_start)
{
    set(*open(), "KEY", "one");
    const auto right = keys;
    keys = make_ring(make_key("default"), make_key("other"));
    const auto refused = secret_store::open(options());
    BOOST_TEST((refused.error().code == errc::keys_open_nothing));
    BOOST_TEST(
        refused.error().message.starts_with(path + ": the configured encryption keys decrypt none")
    );
    keys = make_ring();
    BOOST_TEST((secret_store::open(options()).error().code == errc::no_key));
    keys = nullptr;
    BOOST_TEST((secret_store::open(options()).error().code == errc::no_key));

    const auto unchecked = secret_store::open_without_key_check(options());
    BOOST_TEST((*unchecked)->list().value().size() == 1U);
    keys = right;
    BOOST_TEST(value_of(*open(), "KEY") == "one");
}

BOOST_AUTO_TEST_CASE(a_key_is_good_enough_when_it_opens_one_row)
{
    set(*open(), "OLD", "one");
    const auto right = keys;
    keys = make_ring(make_key("new"), same_key(right->current(), "renamed"));
    auto store = open();
    BOOST_TEST(value_of(*store, "OLD") == "one");
    set(*store, "NEW", "two");
    keys = right;
    auto before = open();
    const auto list = before->list().value();
    BOOST_TEST(list[0].name == "NEW");
    BOOST_TEST(list[0].key_name == "new");
    BOOST_TEST(!list[0].readable);
    BOOST_TEST(list[1].readable);
    BOOST_TEST(
        value_of(*before, "NEW") ==
        "error: NEW: none of the configured encryption keys decrypts the stored value: it was "
        "encrypted with another key, or is damaged (version 1, key \"new\")"
    );
    BOOST_TEST((before->trace("NEW").error().code == errc::row_unreadable));
    // A failed access is none.
    BOOST_TEST(!before->list().value()[0].last_used_at.has_value());
}

BOOST_AUTO_TEST_CASE(without_any_key_nothing_can_be_read_or_written)
{
    const auto right = keys;
    keys = make_ring();
    auto store = open();
    const auto refused = store->set(of("KEY"), "one", "", unreadable_current::refuse);
    BOOST_TEST((refused.error().code == errc::no_key));
    store->use_keys(right);
    set(*store, "KEY", "one");
    store->use_keys(make_ring());
    BOOST_TEST((read_value(*store, "KEY").error().code == errc::no_key));
    BOOST_TEST((store->trace("KEY").error().code == errc::no_key));
    BOOST_TEST((store->import_all({}, alice).error().code == errc::no_key));
}

BOOST_AUTO_TEST_CASE(rows_with_odd_names_are_listed_read_and_removed)
{
    set(*open(), "KEY", "one");
    outsider()->run("update datasette_secrets set name = 'a%20b' where name = 'KEY'");
    auto store = open();
    BOOST_TEST(store->list().value().front().name == "a%20b");
    BOOST_TEST(value_of(*store, "a%20b") == "one");
    BOOST_TEST((store->set_note(of("a%20b"), "n").error().code == errc::name_not_allowed));
    BOOST_TEST((store->restore(of("a%20b"), 1).error().code == errc::name_not_allowed));
    BOOST_TEST(store->remove(of("a%20b")).value() == 1U);
}

BOOST_AUTO_TEST_CASE(reopens_a_replaced_file)
{
    auto store = open();
    set(*store, "KEY", "one");
    store_fixture other;
    other.keys = keys;
    other.set(*other.open(file_owner::datasette), "KEY", "from the backup");
    for (const char* beside : {"-wal", "-shm"})
        std::filesystem::remove(path + beside);
    std::filesystem::rename(other.path, path);
    BOOST_TEST(value_of(*store, "KEY") == "from the backup");
    BOOST_TEST(set(*store, "KEY", "two").version == 2);
    BOOST_TEST(value_of(*open(), "KEY") == "two");
}

BOOST_AUTO_TEST_CASE(reports_a_missing_file_and_does_not_create_it)
{
    auto store = open();
    set(*store, "KEY", "one");
    std::filesystem::remove(path);
    const auto refused = store->set(of("KEY"), "two", "", unreadable_current::refuse);
    BOOST_TEST((refused.error().code == store::errc::database_missing));
    BOOST_TEST((read_value(*store, "KEY").error().code == store::errc::database_missing));
    BOOST_TEST(!std::filesystem::exists(path));
    BOOST_TEST((secret_store::open(options()).error().code == store::errc::database_missing));
}

BOOST_AUTO_TEST_SUITE_END()
