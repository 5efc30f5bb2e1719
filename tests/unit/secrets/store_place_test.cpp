#include "secrets/store_place.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::secrets;

BOOST_AUTO_TEST_SUITE(store_place_)

namespace {

place_settings at_home()
{
    place_settings settings;
    settings.files = {"/srv/data.db", "other.sqlite"};
    settings.home = "/home/ada";
    return settings;
}

using names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(with_no_setting_it_is_our_own_file_in_the_state_folder)
{
    place_settings settings = at_home();
    auto place = decide_place(settings).value();
    BOOST_TEST(place.path == "/home/ada/.local/state/datasette-gateway/secrets.db");
    BOOST_TEST(place.key_path == "/home/ada/.local/state/datasette-gateway/secrets.key");
    BOOST_TEST((place.owner == file_owner::gateway));
    BOOST_TEST(place.note == "");

    settings.xdg_state_home = "/var/state";
    BOOST_TEST(decide_place(settings).value().path == "/var/state/datasette-gateway/secrets.db");
    for (const char* unusable : {"", "relative"}) {
        settings.xdg_state_home = unusable;
        BOOST_TEST(decide_place(settings).value().path.starts_with("/home/ada/"));
    }
    settings.home = "";
    BOOST_TEST((decide_place(settings).error().code == errc::no_place));
    settings.home.reset();
    BOOST_TEST((decide_place(settings).error().code == errc::no_place));
}

BOOST_AUTO_TEST_CASE(our_own_file_may_have_a_path)
{
    place_settings settings = at_home();
    settings.own_path = "/srv/state/mine.db";
    auto place = decide_place(settings).value();
    BOOST_TEST(place.path == "/srv/state/mine.db");
    BOOST_TEST(place.key_path == "/srv/state/mine.key");
    BOOST_TEST((place.owner == file_owner::gateway));
    settings.home.reset();
    settings.own_path = "mine";
    BOOST_TEST(decide_place(settings).value().key_path == "mine.key");
}

BOOST_AUTO_TEST_CASE(the_database_that_is_named_comes_first)
{
    place_settings settings = at_home();
    settings.internal = "/srv/internal.db";
    settings.database = "other";
    auto place = decide_place(settings).value();
    BOOST_TEST(place.path == "other.sqlite");
    BOOST_TEST((place.owner == file_owner::datasette));
    BOOST_TEST(place.key_path == "/home/ada/.local/state/datasette-gateway/secrets.key");
    BOOST_TEST(place.why == "plugins.datasette-secrets.database");
    BOOST_TEST(place.note == "");
    BOOST_TEST(!place.may_create);
    settings.create_missing = true;
    BOOST_TEST(decide_place(settings).value().may_create);

    settings.own_path = "/srv/mine.db";
    BOOST_TEST(decide_place(settings).value().path == "other.sqlite");
    BOOST_TEST(decide_place(settings).value().note.find("is ignored") != std::string::npos);
    settings.home.reset();
    BOOST_TEST(decide_place(settings).value().key_path == "");
}

BOOST_AUTO_TEST_CASE(then_the_internal_one)
{
    place_settings settings = at_home();
    settings.internal = "/srv/internal.db";
    for (const std::optional<std::string>& unnamed :
         {std::optional<std::string>(), std::optional<std::string>(""),
          std::optional<std::string>("_internal")}) {
        settings.database = unnamed;
        const auto place = decide_place(settings).value();
        BOOST_TEST(place.path == "/srv/internal.db");
        BOOST_TEST((place.owner == file_owner::datasette));
        BOOST_TEST(place.may_create);
    }
    settings.internal.reset();  // 0.65 has none, and 1.0 a temporary one
    BOOST_TEST((decide_place(settings).value().owner == file_owner::gateway));
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_there_or_cannot_be_written_is_refused)
{
    place_settings settings = at_home();
    settings.database = "missing";
    auto refused = decide_place(settings);
    BOOST_TEST((refused.error().code == errc::unknown_database));
    BOOST_TEST(refused.error().message.ends_with("(there are: data, other)"));
    settings.files.clear();
    BOOST_TEST(decide_place(settings).error().message.ends_with("(there are none)"));

    settings = at_home();
    settings.database = "data";
    settings.immutable_files = {"/srv/data.db"};
    refused = decide_place(settings);
    BOOST_TEST((refused.error().code == dsgw::store::errc::database_read_only));
    BOOST_TEST(refused.error().message.ends_with("(-i makes it read-only)"));
}

BOOST_AUTO_TEST_CASE(databases_have_datasettes_names)
{
    BOOST_TEST(
        database_names({"a.db", "x/a.db", "y/a.sqlite", "b", "c.tar.db", ".hidden", "a_2.db"}) ==
            (names{"a", "a_2", "a_3", "b", "c.tar", ".hidden", "a_2_2"}),
        boost::test_tools::per_element()
    );
}

BOOST_AUTO_TEST_SUITE_END()
