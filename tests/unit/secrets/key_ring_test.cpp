#include "secrets/key_ring.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using namespace dsgw::secrets;

BOOST_AUTO_TEST_SUITE(key_ring_)

namespace {

const auth::unix_time noon{std::chrono::seconds(1'700'000'000)};

std::string new_key_text() { return std::string(fernet_key::generate().text().view()); }

result<key_ring> parse(const std::vector<key_setting>& settings)
{
    return key_ring::parse(settings);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_key_writes_and_each_has_its_name)
{
    const auto ring =
        parse({{"new", new_key_text(), "a"}, {"default", new_key_text(), "b"}}).value();
    BOOST_TEST(ring.keys().size() == 2U);
    BOOST_TEST(ring.current().name == "new");
    BOOST_TEST(ring.find("default")->name == "default");
    BOOST_TEST(ring.find("Default") == nullptr);
    BOOST_TEST(ring.find("") == nullptr);
    BOOST_TEST(parse({}).value().empty());
    BOOST_TEST(key_ring().empty());
}

BOOST_AUTO_TEST_CASE(the_key_that_the_row_names_comes_first_and_then_all_others)
{
    const std::string old_text = new_key_text();
    const auto ring = parse({{"new", new_key_text(), "a"}, {"old", old_text, "b"}}).value();
    const std::string token = seal_fernet(fernet_key::parse(old_text).value(), "value", noon);
    for (const char* name : {"old", "new", "renamed", ""}) {
        const auto opened = ring.open(name, token);
        BOOST_REQUIRE(opened.has_value());
        BOOST_TEST(opened->value.view() == "value");
        BOOST_TEST(opened->by->name == "old");
    }
}

BOOST_AUTO_TEST_CASE(what_no_key_opens_is_unreadable)
{
    const auto ring = parse({{"one", new_key_text(), "a"}, {"two", new_key_text(), "b"}}).value();
    const std::string token = seal_fernet(fernet_key::generate(), "value", noon);
    BOOST_TEST((ring.open("one", token).error() == errc::row_unreadable));
    BOOST_TEST((ring.open("three", token).error() == errc::row_unreadable));
    BOOST_TEST((ring.open("one", "garbage").error() == errc::row_unreadable));
    BOOST_TEST((ring.open("one", "").error() == errc::row_unreadable));
    BOOST_TEST((key_ring().open("one", token).error() == errc::row_unreadable));
}

BOOST_AUTO_TEST_CASE(a_faulty_key_is_told_with_its_place_and_never_with_itself)
{
    const std::string text = new_key_text();
    const struct
    {
        key_setting setting;
        errc code;
    } cases[] = {
        {{"k", "notakey", "secrets.keys.k"}, errc::malformed_key},
        {{"k", "", "secrets.keys.k"}, errc::key_of_wrong_size},
        {{"k", text.substr(0, 40), "secrets.keys.k"}, errc::key_of_wrong_size},
        {{"", text, "secrets.keys."}, errc::name_not_allowed},
        {{"a b", text, "secrets.keys.a b"}, errc::name_not_allowed},
        {{std::string(101, 'k'), text, "secrets.keys.k"}, errc::name_not_allowed},
    };
    for (const auto& one : cases) {
        const auto ring = parse({{"good", new_key_text(), "good"}, one.setting});
        BOOST_REQUIRE(ring.has_error());
        BOOST_TEST((ring.error().code == one.code), one.setting.where);
        BOOST_TEST(ring.error().message.starts_with("secrets.keys."));
        BOOST_TEST(ring.error().message.find(text.substr(0, 40)) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(one_name_is_one_key)
{
    const std::string text = new_key_text();
    BOOST_TEST(parse({{"k", text, "a"}, {"k", text + "\n", "b"}}).value().keys().size() == 1U);
    const auto two = parse({{"k", text, "a"}, {"k", new_key_text(), "b"}});
    BOOST_TEST((two.error().code == errc::ambiguous_key_name));
    BOOST_TEST(two.error().message == "b: two different encryption keys have the same name (k)");
}

BOOST_AUTO_TEST_SUITE_END()
