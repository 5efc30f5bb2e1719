#include "secrets/environment.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::secrets;
using dsgw::test::scoped_variable;

BOOST_AUTO_TEST_SUITE(environment)

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
