#include "secrets/get_secret.hpp"

#include "tests/unit/support/store_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

using namespace dsgw::secrets;
using namespace dsgw::secrets::test;
using dsgw::test::scoped_variable;

namespace {

struct get_fixture : store_fixture
{
    get_fixture()
    {
        known.add({{"REGISTERED", "", "", ""}, {"UNSET", "", "", ""}});
        auto store = open();
        set(*store, "REGISTERED", "stored");
        set(*store, "ONLY_STORED", "stored too");
        thread.emplace(std::move(store));
    }

    found_answer get(const std::string& name)
    {
        std::promise<found_answer> promise;
        get_secret(*thread, known, {name, "alice"}, [&](found_answer answer) {
            promise.set_value(std::move(answer));
        });
        return promise.get_future().get();
    }

    // "SOURCE VERSION VALUE", or "none".
    std::string told(const std::string& name)
    {
        const found_answer answer = get(name);
        if (!answer) return answer.error().message;
        if (!*answer) return "none";
        const found_secret& found = **answer;
        return (found.source == value_source::store ? "store " : "environment ") +
               std::to_string(found.version) + " " + std::string(found.value.view());
    }

    catalogue known;
    std::optional<store_thread> thread;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(get_secret_, get_fixture)

BOOST_AUTO_TEST_CASE(the_store_answers_for_all_in_the_catalogue)
{
    BOOST_TEST(told("REGISTERED") == "store 1 stored");
    BOOST_TEST(told("ONLY_STORED") == "store 1 stored too");
    BOOST_TEST(told("UNSET") == "none");
    BOOST_TEST(told("UNKNOWN") == "none");
    BOOST_TEST(told("") == "none");
}

BOOST_AUTO_TEST_CASE(a_variable_comes_before_the_store_unless_it_is_empty)
{
    const scoped_variable one("DATASETTE_SECRETS_REGISTERED", " as it is ");
    const scoped_variable two("DATASETTE_SECRETS_ONLY_STORED", "x");
    const scoped_variable three("DATASETTE_SECRETS_UNSET", "y");
    BOOST_TEST(told("REGISTERED") == "environment 0  as it is ");
    BOOST_TEST(told("ONLY_STORED") == "environment 0 x");
    BOOST_TEST(told("UNSET") == "environment 0 y");
    const scoped_variable empty("DATASETTE_SECRETS_REGISTERED", "");
    BOOST_TEST(told("REGISTERED") == "store 1 stored");
}

BOOST_AUTO_TEST_CASE(a_variable_alone_makes_no_secret)
{
    const scoped_variable set("DATASETTE_SECRETS_UNKNOWN", "x");
    const scoped_variable of_nothing("DATASETTE_SECRETS_", "x");
    BOOST_TEST(told("UNKNOWN") == "none");
    BOOST_TEST(told("") == "none");
    BOOST_TEST(told(std::string("UNKNOWN\0X", 9)) == "none");
}

BOOST_AUTO_TEST_CASE(without_a_store_a_variable_is_all_there_is)
{
    BOOST_TEST(!get_from_environment(known, "REGISTERED"));
    const scoped_variable one("DATASETTE_SECRETS_REGISTERED", "x");
    const scoped_variable two("DATASETTE_SECRETS_ONLY_STORED", "x");
    const auto found = get_from_environment(known, "REGISTERED");
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->value.view() == "x");
    BOOST_TEST((found->source == value_source::environment));
    BOOST_TEST(!get_from_environment(known, "ONLY_STORED"));
    BOOST_TEST(!get_from_environment(known, ""));
}

BOOST_AUTO_TEST_CASE(only_the_store_records_an_access)
{
    const scoped_variable set("DATASETTE_SECRETS_ONLY_STORED", "x");
    (void)get("ONLY_STORED");
    (void)get("REGISTERED");
    thread->stop();
    auto store = open();
    const auto list = store->list().value();
    BOOST_TEST(list[0].name == "ONLY_STORED");
    BOOST_TEST(!list[0].last_used_at.has_value());
    BOOST_TEST(list[1].last_used_by.value() == "alice");
}

BOOST_AUTO_TEST_CASE(failures_are_passed_on)
{
    thread->stop();
    BOOST_TEST((get("REGISTERED").error().code == errc::stopped));
    const scoped_variable set("DATASETTE_SECRETS_ONLY_STORED", "x");
    BOOST_TEST((get("ONLY_STORED").error().code == errc::stopped));
}

BOOST_AUTO_TEST_SUITE_END()
