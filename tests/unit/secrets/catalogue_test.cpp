#include "secrets/catalogue.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::secrets;
using dsgw::test::scoped_variable;

BOOST_AUTO_TEST_SUITE(catalogue_)

namespace {

registration named(const std::string& name, const std::string& description = "")
{
    return {name, description, "", ""};
}

version_info stored(const std::string& name, std::int64_t version = 1)
{
    version_info info;
    info.name = name;
    info.version = version;
    return info;
}

using names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_registration_of_a_name_wins)
{
    catalogue known;
    BOOST_TEST(known.add({named("A", "ours"), named("A", "ours again")}).empty());
    BOOST_TEST(known.add({named("B", "theirs"), named("A", "theirs")}).empty());
    BOOST_TEST(known.registrations().size() == 2U);
    BOOST_TEST(known.find("A")->description == "ours");
    BOOST_TEST(known.find("B")->description == "theirs");
    BOOST_TEST(known.find("a") == nullptr);
}

BOOST_AUTO_TEST_CASE(the_plugins_example_and_names_that_cannot_be_are_not_taken)
{
    catalogue known;
    BOOST_TEST(
        known.add({named("EXAMPLE_SECRET"), named("a b"), named(""), named("GOOD")}) ==
            (names{"a b", ""}),
        boost::test_tools::per_element()
    );
    BOOST_TEST(known.registrations().size() == 1U);
    BOOST_TEST(known.find("EXAMPLE_SECRET") == nullptr);
}

BOOST_AUTO_TEST_CASE(links_elsewhere_than_to_the_web_go)
{
    catalogue known;
    known.add(
        {{"A", "", "https://example.com/keys", "Get one"},
         {"B", "", "javascript:alert(1)", "Get one"}}
    );
    BOOST_TEST(known.find("A")->obtain_url == "https://example.com/keys");
    BOOST_TEST(known.find("B")->obtain_url == "");
    BOOST_TEST(known.find("B")->obtain_label == "Get one");
}

BOOST_AUTO_TEST_CASE(entries_join_what_is_registered_with_what_is_stored)
{
    const scoped_variable set("DATASETTE_SECRETS_C", "from the environment");
    const scoped_variable empty("DATASETTE_SECRETS_B", "");
    const scoped_variable only_stored("DATASETTE_SECRETS_E", "x");
    const scoped_variable unknown("DATASETTE_SECRETS_UNKNOWN", "x");
    catalogue known;
    known.add({named("C", "c"), named("B", "b"), named("A", "a")});
    const auto entries = known.entries({stored("A", 7), stored("D"), stored("E")});
    BOOST_REQUIRE(entries.size() == 5U);
    std::string seen;
    for (const catalogue_entry& one : entries) {
        seen += one.about.name + one.about.description + (one.is_registered ? "r" : "") +
                (one.stored ? "s" + std::to_string(one.stored->version) : "") +
                (one.is_from_environment ? "e" : "") + " ";
    }
    BOOST_TEST(seen == "Ccre Bbr Aars7 Ds1 Es1e ");
    BOOST_TEST(catalogue().entries({}).empty());
}

BOOST_AUTO_TEST_CASE(a_variable_counts_when_it_is_not_empty)
{
    const scoped_variable full("DATASETTE_SECRETS_A.b-C", "value\n");
    const scoped_variable empty("DATASETTE_SECRETS_EMPTY", "");
    const scoped_variable unset("DATASETTE_SECRETS_UNSET", nullptr);
    BOOST_TEST(variable_of("A.b-C") == "DATASETTE_SECRETS_A.b-C");
    BOOST_TEST(value_in_environment("A.b-C") == "value\n");
    BOOST_TEST(is_in_environment("A.b-C"));
    BOOST_TEST(!is_in_environment("a.b-c"));
    BOOST_TEST(!is_in_environment("EMPTY"));
    BOOST_TEST(!is_in_environment("UNSET"));
}

BOOST_AUTO_TEST_CASE(no_name_is_no_variable)
{
    const scoped_variable set("DATASETTE_SECRETS_", "value");
    const scoped_variable also_set("DATASETTE_SECRETS_A", "value");
    BOOST_TEST(!is_in_environment(""));
    BOOST_TEST(!is_in_environment(std::string_view("A\0B", 3)));
}

BOOST_AUTO_TEST_SUITE_END()
