#include "gateway/serve/state_keys.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

using namespace dsgw;
using dsgw::test::temp_folder;

BOOST_AUTO_TEST_SUITE(state_keys_test)

namespace {

/// The state folder is below this one, as long as this lives.
class state_home
{
public:
    state_home()
    {
        if (const char* set = std::getenv("XDG_STATE_HOME")) before_ = set;
        ::setenv("XDG_STATE_HOME", folder_.path("state").c_str(), 1);
    }
    ~state_home()
    {
        if (before_)
            ::setenv("XDG_STATE_HOME", before_->c_str(), 1);
        else
            ::unsetenv("XDG_STATE_HOME");
    }
    state_home(const state_home&) = delete;
    state_home& operator=(const state_home&) = delete;

    [[nodiscard]] std::string key_file() const
    {
        return folder_.path("state/datasette-gateway/session.key");
    }

    void write_key(const std::string& text, mode_t mode = 0600) const
    {
        std::filesystem::create_directories(folder_.path("state/datasette-gateway"));
        (void)folder_.write("state/datasette-gateway/session.key", text);
        ::chmod(key_file().c_str(), mode);
    }

private:
    temp_folder folder_;
    std::optional<std::string> before_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(one_key_and_site_give_the_same_keys_always)
{
    auth::session_key key{};
    const auto once = derive_state_keys(key, "a"), again = derive_state_keys(key, "a");
    BOOST_TEST(once.form_secret == again.form_secret);
    BOOST_TEST(once.datasette_secret == again.datasette_secret);
    BOOST_TEST((once.decoys == again.decoys));
    BOOST_TEST(once.sessions->generation_of("x", "h") == again.sessions->generation_of("x", "h"));
    BOOST_TEST(!once.outlive_process);
    // No two purposes have the same key.
    BOOST_TEST(once.form_secret != once.datasette_secret);
    BOOST_TEST(once.form_secret.size() == 64U);

    const auto other_site = derive_state_keys(key, "b");
    key[0] = 1;
    const auto other_key = derive_state_keys(key, "a");
    for (const auto* other : {&other_site, &other_key}) {
        BOOST_TEST(once.form_secret != other->form_secret);
        BOOST_TEST(once.datasette_secret != other->datasette_secret);
        BOOST_TEST((once.decoys != other->decoys));
        BOOST_TEST(
            once.sessions->generation_of("x", "h") != other->sessions->generation_of("x", "h")
        );
    }
}

BOOST_AUTO_TEST_CASE(the_key_is_made_once_and_read_again)
{
    const state_home home;
    const auto first = load_state_keys({}, "a");
    BOOST_TEST(first.outlive_process);
    struct stat found
    {};
    BOOST_TEST_REQUIRE(::stat(home.key_file().c_str(), &found) == 0);
    BOOST_TEST((found.st_mode & 0777) == 0600U);
    BOOST_TEST(load_state_keys({}, "a").form_secret == first.form_secret);
    BOOST_TEST(load_state_keys({}, "b").form_secret != first.form_secret);
}

BOOST_AUTO_TEST_CASE(an_unusable_key_file_is_left_alone_and_lasts_for_the_process)
{
    const std::string good(64, 'a');
    for (const auto& [text, mode] :
         {std::pair{std::string("short"), 0600U},
          {good + "aa", 0600U},
          {good.substr(1) + "g", 0600U},
          {std::string(), 0600U},
          {good, 0644U}}) {
        const state_home home;
        home.write_key(text, mode);
        const auto made = load_state_keys({}, "a");
        BOOST_TEST(!made.outlive_process, text);
        BOOST_TEST(std::filesystem::file_size(home.key_file()) == text.size());
        BOOST_TEST(load_state_keys({}, "a").form_secret != made.form_secret);
    }
    const state_home home;
    home.write_key(good + "\n");
    BOOST_TEST(load_state_keys({}, "a").outlive_process);
}

BOOST_AUTO_TEST_CASE(a_configured_key_needs_no_file)
{
    const state_home home;
    config configured;
    configured.settings.session.key = "configured";
    const auto made = load_state_keys(configured, "a");
    BOOST_TEST(made.outlive_process);
    BOOST_TEST(load_state_keys(configured, "a").form_secret == made.form_secret);
    BOOST_TEST(!std::filesystem::exists(home.key_file()));
}

BOOST_AUTO_TEST_CASE(a_site_is_named_by_what_identifies_it)
{
    config configured;
    serve_options options;
    const auto here = std::filesystem::current_path().string();
    BOOST_TEST(site_name(options, configured).starts_with("path " + here));
    configured.layout.databases = {"/d/a.db"};
    BOOST_TEST(site_name(options, configured) == "path /d/a.db");
    options.inputs.metadata = "/m/../m/metadata.json";
    BOOST_TEST(site_name(options, configured) == "path /m/metadata.json");
    options.inputs.config = "/c/datasette.yaml";
    BOOST_TEST(site_name(options, configured) == "path /c/datasette.yaml");
    configured.settings.site = "mine";
    BOOST_TEST(site_name(options, configured) == "site mine");
}

BOOST_AUTO_TEST_SUITE_END()
