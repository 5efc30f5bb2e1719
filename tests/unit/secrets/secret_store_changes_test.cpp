#include "secrets/secret_store.hpp"
#include "tests/unit/support/store_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using namespace dsgw::secrets;
using namespace dsgw::secrets::test;

namespace {

// The audit table as "action secret version detail", newest first.
std::vector<std::string> told(secret_store& store)
{
    std::vector<std::string> lines;
    for (const audit_entry& one : store.audit(100, 0).value()) {
        lines.push_back(
            one.action + " " + one.secret.value_or("-") + " " +
            (one.version ? std::to_string(*one.version) : "-") + " " + one.detail
        );
    }
    return lines;
}

using lines = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(secret_store_changes, store_fixture)

BOOST_AUTO_TEST_CASE(every_change_is_told_in_the_audit_table)
{
    auto store = open();
    set(*store, "KEY", "one");
    (void)store->set_note(of("KEY"), "note").value();
    set(*store, "KEY", "two");
    (void)store->restore(of("KEY"), 1).value();
    (void)store->export_all(command_line).value();
    (void)store->remove(of("KEY")).value();
    BOOST_TEST(
        told(*store) ==
            (lines{
                "delete KEY 3 3 versions", "export - - 1 secret", "restore KEY 3 from version 1",
                "set KEY 2 ", "note KEY 1 ", "set KEY 1 "}),
        boost::test_tools::per_element()
    );
    const audit_entry last = store->audit(1, 0).value().front();
    BOOST_TEST(last.actor.value() == "alice");
    BOOST_TEST(last.client == "192.0.2.1");
    BOOST_TEST(store->verify_audit().value().faults.empty());
}

BOOST_AUTO_TEST_CASE(what_is_refused_leaves_no_trace)
{
    auto store = open();
    set(*store, "KEY", "one");
    const struct
    {
        const char* name;
        std::string value;
        std::string note;
        errc code;
    } cases[] = {
        {"", "v", "", errc::name_not_allowed},
        {"a/b", "v", "", errc::name_not_allowed},
        {"KEY", "", "", errc::value_missing},
        {"KEY", std::string(1'048'577, 'v'), "", errc::value_too_long},
        {"KEY", std::string("a\0b", 3), "", errc::value_is_binary},
        {"KEY", "\xff", "", errc::value_not_utf8},
        {"KEY", "v", std::string(101, 'n'), errc::note_too_long},
        {"KEY", "v", "\xff", errc::note_not_utf8},
    };
    for (const auto& one : cases) {
        const auto answer = store->set(of(one.name), one.value, one.note, refuse);
        BOOST_REQUIRE(answer.has_error());
        BOOST_TEST((answer.error().code == one.code), answer.error().message);
    }
    BOOST_TEST(
        (store->set_note(of("KEY"), std::string(101, 'n')).error().code == errc::note_too_long)
    );
    BOOST_TEST((store->set_note(of("NONE"), "n").error().code == errc::no_such_secret));
    BOOST_TEST((store->restore(of("NONE"), 1).error().code == errc::no_such_secret));
    BOOST_TEST((store->restore(of("KEY"), 2).error().code == errc::no_such_version));
    BOOST_TEST((store->remove(of("NONE")).error().code == errc::no_such_secret));
    BOOST_TEST(told(*store).size() == 1U);
    BOOST_TEST(store->history("KEY").value().size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_largest_value_goes_in_and_out)
{
    auto store = open();
    const std::string value(1'048'576, 'v');
    set(*store, "KEY", value);
    BOOST_TEST((value_of(*store, "KEY") == value));
}

BOOST_AUTO_TEST_CASE(who_was_slower_is_told)
{
    auto store = open();
    BOOST_TEST(store->set(of("KEY", 0), "one", "", refuse).value().version == 1);
    BOOST_TEST((store->set(of("KEY", 0), "x", "", refuse).error().code == errc::version_changed));
    BOOST_TEST(store->set(of("KEY", 1), "two", "", refuse).value().version == 2);

    const auto late = store->set(of("KEY", 1), "lost", "", refuse);
    BOOST_TEST((late.error().code == errc::version_changed));
    BOOST_TEST(late.error().message.ends_with("(now version 2, not 1)"));
    BOOST_TEST((store->set_note(of("KEY", 1), "n").error().code == errc::version_changed));
    BOOST_TEST((store->restore(of("KEY", 1), 1).error().code == errc::version_changed));
    BOOST_TEST((store->remove(of("KEY", 1)).error().code == errc::version_changed));
    BOOST_TEST(value_of(*store, "KEY") == "two");

    BOOST_TEST(store->set_note(of("KEY", 2), "n").value().version == 2);
    BOOST_TEST(store->restore(of("KEY", 2), 1).value().version == 3);
    BOOST_TEST(store->remove(of("KEY", 3)).value() == 3U);
    const auto gone = store->set(of("KEY", 3), "x", "", refuse);
    BOOST_TEST(gone.error().message.ends_with("(it was deleted, not 3)"));
}

BOOST_AUTO_TEST_CASE(a_note_changes_in_place_and_is_not_carried_over)
{
    auto store = open();
    (void)store->set(of("KEY"), "one", "first", refuse).value();
    clock += std::chrono::hours(1);
    (void)store->set_note({"KEY", {"bob", "x"}, std::nullopt}, "second").value();
    auto info = store->list().value().front();
    BOOST_TEST(info.version == 1);
    BOOST_TEST(info.note == "second");
    BOOST_TEST(info.updated_at.value() == "2023-11-14 23:13:20");
    BOOST_TEST(info.updated_by.value() == "bob");
    BOOST_TEST(info.created_by.value() == "alice");
    (void)store->set(of("KEY"), "two", "", refuse).value();
    BOOST_TEST(store->list().value().front().note == "");
}

BOOST_AUTO_TEST_CASE(an_older_version_comes_back_as_a_new_one_with_its_note)
{
    auto store = open();
    (void)store->set(of("KEY"), "one", "the first", refuse).value();
    set(*store, "KEY", "two");
    BOOST_TEST(store->restore(of("KEY"), 1).value().version == 3);
    BOOST_TEST(value_of(*store, "KEY") == "one");
    BOOST_TEST(store->list().value().front().note == "the first");
    BOOST_TEST(store->history("KEY").value().size() == 3U);
}

BOOST_AUTO_TEST_CASE(all_versions_go_and_nothing_is_left_in_the_file)
{
    auto store = open(file_owner::datasette);
    set(*store, "KEY", "one");
    set(*store, "KEY", "two");
    set(*store, "OTHER", "three");
    const auto token = *outsider()->only_text("select encrypted from datasette_secrets limit 1");
    BOOST_TEST(store->remove(of("KEY")).value() == 2U);
    BOOST_TEST(store->history("KEY").value().empty());
    BOOST_TEST(value_of(*store, "KEY") == "(none)");
    BOOST_TEST(value_of(*store, "OTHER") == "three");
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    BOOST_TEST((bytes.find(token) == std::string::npos));
    BOOST_TEST(set(*store, "KEY", "again").version == 1);
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_is_told_and_loses_nothing)
{
    auto store = open();
    BOOST_TEST(!set(*store, "KEY", "one").clock_went_back);
    clock -= std::chrono::hours(1);
    const saved late = set(*store, "KEY", "two");
    BOOST_TEST(late.clock_went_back);
    BOOST_TEST(late.version == 2);
    BOOST_TEST(value_of(*store, "KEY") == "two");
    BOOST_TEST(store->verify_audit().value().faults.empty());
    BOOST_TEST(store->verify_audit().value().clock_went_back.size() == 1U);
    BOOST_TEST(!set(*store, "KEY", "three").clock_went_back);
}

BOOST_AUTO_TEST_CASE(a_row_that_no_key_opens_is_not_covered_over_in_silence)
{
    const named_key ours = make_key("ours");
    keys = make_ring(make_key("lost"));
    set(*open(), "KEY", "precious");
    keys = make_ring(same_key(ours, "ours"));
    auto store = std::move(secret_store::open_without_key_check(options()).value());
    const auto refused = store->set(of("KEY"), "new", "", refuse);
    BOOST_TEST((refused.error().code == errc::row_unreadable));
    BOOST_TEST(refused.error().message.ends_with("(version 1, key \"lost\")"));
    BOOST_TEST((store->restore(of("KEY"), 1).error().code == errc::row_unreadable));

    BOOST_TEST(store->set(of("KEY"), "new", "", unreadable_current::replace).value().version == 2);
    BOOST_TEST(value_of(*store, "KEY") == "new");
    BOOST_TEST(!store->history("KEY").value()[1].readable);  // still there
}

BOOST_AUTO_TEST_CASE(rotation_puts_every_version_under_the_new_key)
{
    const named_key old_key = make_key("old");
    const named_key new_key = make_key("new");
    keys = make_ring(same_key(old_key, "old"));
    auto store = open();
    set(*store, "A", "a1");
    set(*store, "A", "a2");
    set(*store, "B", "b1");
    store->use_keys(make_ring(same_key(new_key, "new"), same_key(old_key, "old")));
    set(*store, "C", "c1");

    rotation what{"new", true, alice};
    auto report = store->rotate_keys(what).value();
    BOOST_TEST(report.rewritten == 3U);
    BOOST_TEST(report.already == 1U);
    BOOST_TEST(store->history("A").value()[0].key_name == "old");
    BOOST_TEST(told(*store).front() == "set C 1 ");

    what.dry_run = false;
    report = store->rotate_keys(what).value();
    BOOST_TEST(report.rewritten == 3U);
    BOOST_TEST(told(*store).front() == "rotate-key - - 3 versions to key \"new\"");
    BOOST_TEST(store->rotate_keys(what).value().rewritten == 0U);
    BOOST_TEST(store->rotate_keys(what).value().already == 4U);

    store->use_keys(make_ring(same_key(new_key, "new")));
    BOOST_TEST(value_of(*store, "A") == "a2");
    BOOST_TEST(value_of(*store, "B") == "b1");
    BOOST_TEST(store->history("A").value()[1].readable);
    BOOST_TEST((store->rotate_keys({"old", false, alice}).error().code == errc::unknown_key_name));
}

BOOST_AUTO_TEST_CASE(rotation_leaves_what_it_cannot_open_as_it_is)
{
    keys = make_ring(make_key("lost"));
    set(*open(), "A", "a1");
    const auto before = *outsider()->only_text("select encrypted from datasette_secrets");
    keys = make_ring(make_key("default"));
    auto store = std::move(secret_store::open_without_key_check(options()).value());
    BOOST_TEST(
        (store->rotate_keys({"default", false, alice}).error().code == errc::keys_open_nothing)
    );
    set(*store, "B", "b1");
    const auto report = store->rotate_keys({"default", false, alice}).value();
    BOOST_REQUIRE(report.unreadable.size() == 1U);
    BOOST_TEST(report.unreadable.front().name == "A");
    BOOST_TEST(report.unreadable.front().key_name == "lost");
    BOOST_TEST(
        *outsider()->only_text("select encrypted from datasette_secrets where name = 'A'") == before
    );
}

BOOST_AUTO_TEST_CASE(an_export_goes_into_another_store)
{
    auto store = open();
    (void)store->set(of("A"), "a1", "note", refuse).value();
    set(*store, "A", "a2");
    set(*store, "B", "b1");
    const export_content content = store->export_all(command_line).value();
    BOOST_TEST(content.secrets.size() == 2U);
    BOOST_TEST(content.unreadable.empty());

    store_fixture elsewhere;
    auto other = elsewhere.open();
    elsewhere.set(*other, "B", "older");
    auto report = other->import_all(content.secrets, command_line).value();
    BOOST_TEST(report.added == 1U);
    BOOST_TEST(report.updated == 1U);
    BOOST_TEST(report.unchanged == 0U);
    BOOST_TEST(value_of(*other, "A") == "a2");
    BOOST_TEST(value_of(*other, "B") == "b1");
    BOOST_TEST(other->history("B").value().size() == 2U);
    report = other->import_all(content.secrets, command_line).value();
    BOOST_TEST(report.unchanged == 2U);
    BOOST_TEST(
        told(*other) == (lines{"import B 2 ", "import A 1 ", "set B 1 "}),
        boost::test_tools::per_element()
    );
}

BOOST_AUTO_TEST_CASE(an_import_is_all_or_nothing)
{
    auto store = open();
    std::vector<exported_secret> secrets;
    secrets.push_back({"A", "", secret_bytes("good")});
    secrets.push_back({"B", "", secret_bytes(std::string_view("\xff"))});
    const auto refused = store->import_all(secrets, command_line);
    BOOST_TEST((refused.error().code == errc::value_not_utf8));
    BOOST_TEST(refused.error().message.starts_with("B: "));
    BOOST_TEST(store->list().value().empty());
}

BOOST_AUTO_TEST_CASE(an_export_says_what_it_could_not_open)
{
    keys = make_ring(make_key("lost"));
    set(*open(), "A", "a1");
    keys = make_ring(make_key("default"));
    auto store = std::move(secret_store::open_without_key_check(options()).value());
    set(*store, "B", "b1");
    const export_content content = store->export_all(command_line).value();
    BOOST_REQUIRE(content.secrets.size() == 1U);
    BOOST_TEST(content.secrets.front().name == "B");
    BOOST_TEST(content.unreadable.front().name == "A");
}

BOOST_AUTO_TEST_SUITE_END()
