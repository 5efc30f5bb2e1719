#include "gateway/config/secrets_place.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(secrets_place)

namespace {

using dsgw::test::scoped_variable;

dsgw::config site_of(std::vector<std::string> databases)
{
    dsgw::config made;
    made.layout.databases = std::move(databases);
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(databases_stand_in_datasettes_order)
{
    dsgw::config site = site_of({"b.db", "a.db"});
    site.layout.immutable_databases = {"fixed.db"};
    site.secrets.database = "b";
    dsgw::database_options given;
    given.immutable_files = {"i.db"};
    given.internal = "internal.db";
    given.create = true;
    const auto made = dsgw::secrets_settings_of(site, given).place;
    const std::vector<std::string> files{"b.db", "a.db", "fixed.db", "i.db"};
    const std::vector<std::string> fixed{"fixed.db", "i.db"};
    BOOST_TEST(made.files == files, boost::test_tools::per_element());
    BOOST_TEST(made.immutable_files == fixed, boost::test_tools::per_element());
    BOOST_TEST(*made.database == "b");
    BOOST_TEST(*made.internal == "internal.db");
    BOOST_TEST(made.create_missing);
}

BOOST_AUTO_TEST_CASE(folders_come_from_the_environment)
{
    const scoped_variable state("XDG_STATE_HOME", "/state");
    const scoped_variable home("HOME", "");
    const auto made = dsgw::secrets_settings_of(site_of({}), {}).place;
    BOOST_TEST(*made.xdg_state_home == "/state");
    BOOST_TEST(!made.home.has_value());
    BOOST_TEST(!made.database.has_value());
    BOOST_TEST(!made.own_path.has_value());
}

BOOST_AUTO_TEST_CASE(keys_come_from_both_blocks)
{
    dsgw::config site = site_of({});
    site.secrets.keys = {{"one", "text", "here"}};
    site.secrets.plugin_key = dsgw::secrets::key_setting{"default", "other", "there"};
    const auto made = dsgw::secrets_settings_of(site, {});
    BOOST_REQUIRE(made.keys.size() == 1u);
    BOOST_TEST(made.keys[0].name == "one");
    BOOST_TEST(made.plugin_key->text == "other");
    BOOST_TEST((made.check == dsgw::secrets::key_check::required));
}

BOOST_AUTO_TEST_SUITE_END()
