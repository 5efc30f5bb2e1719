#include "gateway/command/cli_options.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string_view>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(cli_options_)

namespace {

constexpr auto last_command = static_cast<int>(command_name::completion);

}  // namespace

BOOST_AUTO_TEST_CASE(no_command_has_two_options_with_one_name)
{
    for (int number = 0; number <= last_command; ++number) {
        std::set<std::string_view> long_names;
        std::set<char> short_names;
        for (const auto& option : options_of(static_cast<command_name>(number))) {
            BOOST_TEST(option.long_name.starts_with("--"), option.long_name);
            BOOST_TEST(long_names.insert(option.long_name).second, option.long_name);
            if (option.short_name != 0) BOOST_TEST(short_names.insert(option.short_name).second);
        }
        BOOST_TEST(long_names.contains("--help"));
        if (number != static_cast<int>(command_name::serve)) continue;
        for (const auto& refused : refused_options())
            BOOST_TEST(!long_names.contains(refused.long_name), refused.long_name);
    }
}

BOOST_AUTO_TEST_CASE(refuses_options_that_would_bypass_the_gateway_and_no_others)
{
    std::set<std::string_view> refused;
    for (const auto& one : refused_options())
        refused.insert(one.long_name);
    const std::set<std::string_view> expected{"--reload", "--headers", "--token",        "--actor",
                                              "--open",   "--pdb",     "--help-settings"};
    BOOST_TEST((refused == expected));
}

BOOST_AUTO_TEST_CASE(each_secrets_command_has_its_own_options)
{
    BOOST_TEST(find_option(command_name::secrets_delete, "--yes"));
    BOOST_TEST(!find_option(command_name::secrets_get, "--yes"));
    BOOST_TEST(find_option(command_name::secrets_get, "--raw"));
    BOOST_TEST(find_option(command_name::secrets_get, "--database"));
    BOOST_TEST(find_option(command_name::secrets_rotate_key, "--dry-run"));
    BOOST_TEST(find_option(command_name::secrets_export, "--passphrase-file"));
    BOOST_TEST(!find_option(command_name::secrets_generate_key, "--database"));
}

BOOST_AUTO_TEST_CASE(finds_an_option_by_its_exact_name)
{
    const auto* host = find_option(command_name::serve, "--host");
    BOOST_TEST_REQUIRE(host);
    BOOST_TEST(find_option(command_name::serve, "-h") == host);
    for (const auto* other : {"", "-", "--", "h", "host", "--hos", "--hostx", "-hh", "-H"})
        BOOST_TEST(!find_option(command_name::serve, other), other);
    BOOST_TEST(!find_option(command_name::serve, std::string_view("-\0", 2)));
}

BOOST_AUTO_TEST_CASE(counts_values_and_knows_files)
{
    const auto option = [](std::string_view name) {
        const auto* found = find_option(command_name::publish_cloudrun, name);
        BOOST_TEST_REQUIRE(found, name);
        return *found;
    };
    BOOST_TEST(option("--spatialite").values() == 0u);
    BOOST_TEST(option("--service").values() == 1u);
    BOOST_TEST(option("--plugin-secret").values() == 3u);
    BOOST_TEST(find_option(command_name::serve, "-s")->values() == 2u);
    BOOST_TEST(option("--metadata").takes_file());
    BOOST_TEST(option("--plugins-dir").takes_file());
    BOOST_TEST(!option("--static").takes_file());
    BOOST_TEST(!option("--spatialite").takes_file());
}

BOOST_AUTO_TEST_CASE(splits_an_option_from_its_value)
{
    struct
    {
        const char* word;
        const char* name;
        std::optional<std::string> value;
    } const cases[] = {
        {"--host", "--host", {}},  {"--host=", "--host", ""}, {"--host=::1", "--host", "::1"},
        {"--a=b=c", "--a", "b=c"}, {"-h", "-h", {}},          {"-h::1", "-h", "::1"},
        {"-p=80", "-p", "80"},     {"-p=", "-p", ""},         {"-x-y", "-x", "-y"},
    };
    for (const auto& each : cases) {
        const auto written = split_option(each.word);
        BOOST_TEST(written.name == each.name, each.word);
        BOOST_TEST((written.value == each.value), each.word);
    }
}

BOOST_AUTO_TEST_SUITE_END()
