#include "secrets/open_store.hpp"

#include "store/state_files.hpp"
#include "tests/unit/support/store_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace dsgw::secrets;
using namespace dsgw::secrets::test;
namespace fs = std::filesystem;

namespace {

struct home_fixture
{
    home_fixture() { settings.place.home = folder.path(); }

    opened_store open() { return std::move(open_store(settings).value()); }
    boost::system::error_code refused() { return open_store(settings).error().code; }

    void set(const std::string& name, const std::string& value)
    {
        (void)open().store->set(of(name), value, "", unreadable_current::refuse).value();
    }

    static key_setting a_key(const std::string& name)
    {
        return {name, std::string(fernet_key::generate().text().view()), "keys." + name};
    }

    dsgw::test::temp_folder folder;
    std::string state = folder.path(".local/state/datasette-gateway");
    open_settings settings;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(open_store_, home_fixture)

BOOST_AUTO_TEST_CASE(the_first_start_makes_file_and_key_and_the_second_finds_them)
{
    opened_store first = open();
    BOOST_TEST(first.place.path == state + "/secrets.db");
    BOOST_TEST(first.made_key_path == state + "/secrets.key");
    BOOST_TEST(first.keys->current().name == "default");
    for (const char* name : {"/secrets.db", "/secrets.key", "/secrets.db-wal", "/secrets.db-shm"})
        BOOST_TEST((fs::status(state + name).permissions() == fs::perms(0600)), name);
    (void)first.store->set(of("KEY"), "one", "", unreadable_current::refuse).value();
    first.store.reset();

    const opened_store second = open();
    BOOST_TEST(second.made_key_path == "");
    BOOST_TEST(value_of(*second.store, "KEY") == "one");
}

BOOST_AUTO_TEST_CASE(a_lost_key_file_is_not_replaced_while_something_is_stored)
{
    set("KEY", "one");
    fs::remove(state + "/secrets.key");
    BOOST_TEST((refused() == errc::no_key));
    BOOST_TEST(!fs::exists(state + "/secrets.key"));
    settings.keys = {a_key("new")};
    BOOST_TEST((refused() == errc::keys_open_nothing));

    settings.check = key_check::skipped;
    BOOST_TEST(open().store->remove(of("KEY")).value() == 1U);
    settings.check = key_check::required;
    BOOST_TEST(open().keys->current().name == "new");
}

BOOST_AUTO_TEST_CASE(configured_keys_write_and_the_made_one_still_reads)
{
    set("OLD", "one");
    settings.keys = {a_key("new")};
    {
        const opened_store both = open();
        BOOST_TEST(both.made_key_path == "");
        BOOST_TEST(both.keys->current().name == "new");
        BOOST_TEST(both.keys->keys().back().name == "default");
        BOOST_TEST(value_of(*both.store, "OLD") == "one");
    }
    settings.plugin_key = a_key("whatever it is called");
    const opened_store three = open();
    BOOST_TEST(three.keys->keys()[0].name == "new");
    BOOST_TEST(three.keys->keys()[1].name == "default");
    BOOST_TEST(three.keys->keys()[2].name == "first-start");
    BOOST_TEST(value_of(*three.store, "OLD") == "one");
}

BOOST_AUTO_TEST_CASE(the_plugins_key_alone_needs_no_other)
{
    settings.plugin_key = a_key("");
    const opened_store opened = open();
    BOOST_TEST(opened.keys->current().name == "default");
    BOOST_TEST(!fs::exists(state + "/secrets.key"));
}

BOOST_AUTO_TEST_CASE(a_database_of_datasettes_is_not_made_unless_asked_for)
{
    const std::string data = folder.path("data.db");
    settings.place.files = {data};
    settings.place.database = "data";
    BOOST_TEST((refused() == dsgw::store::errc::database_missing));
    BOOST_TEST(!fs::exists(data));
    settings.place.create_missing = true;
    BOOST_TEST((open().place.owner == file_owner::datasette));
    BOOST_TEST(fs::exists(data));
    BOOST_TEST(fs::exists(state + "/secrets.key"));

    settings.place.database.reset();
    settings.place.internal = folder.path("internal.db");
    BOOST_TEST(open().made_key_path == "");
    BOOST_TEST(fs::exists(folder.path("internal.db")));
}

BOOST_AUTO_TEST_CASE(faulty_settings_are_refused_before_anything_is_made)
{
    settings.keys = {{"k", "notakey", "keys.k"}};
    BOOST_TEST((refused() == errc::malformed_key));
    settings.keys.clear();
    settings.place.database = "none";
    BOOST_TEST((refused() == errc::unknown_database));
    settings.place.database.reset();
    settings.place.home.reset();
    BOOST_TEST((refused() == errc::no_place));
    settings.place.own_path = "/proc/none/secrets.db";
    BOOST_TEST((refused() == dsgw::store::errc::file_failed));
    BOOST_TEST(!fs::exists(state + "/secrets.key"));
}

BOOST_AUTO_TEST_CASE(without_a_place_for_a_key_one_must_be_configured)
{
    settings.place.home.reset();
    settings.place.internal = folder.path("internal.db");
    BOOST_TEST((refused() == errc::no_key));
    settings.keys = {a_key("k")};
    BOOST_TEST(open().keys->current().name == "k");
}

BOOST_AUTO_TEST_CASE(a_key_file_that_is_open_to_others_or_cut_is_refused)
{
    set("KEY", "one");
    const std::string key = state + "/secrets.key";
    fs::permissions(key, fs::perms::group_read, fs::perm_options::add);
    BOOST_TEST((refused() == dsgw::store::errc::file_open_to_others));
    fs::permissions(key, fs::perms(0600));
    fs::resize_file(key, 40);
    BOOST_TEST((refused() == errc::key_of_wrong_size));
    fs::resize_file(key, 0);
    BOOST_TEST((refused() == errc::key_of_wrong_size));
}

BOOST_AUTO_TEST_SUITE_END()
