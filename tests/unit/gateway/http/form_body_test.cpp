#include "gateway/http/form_body.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(form_body_test)

namespace {

form_body form_of(std::string_view body)
{
    auto parsed = parse_form_body(body);
    BOOST_REQUIRE(!parsed.fault);
    return std::move(parsed.form);
}

}  // namespace

BOOST_AUTO_TEST_CASE(decodes_names_and_values)
{
    const auto form = form_of(
        "username=alice&password=a%20b%2Bc+d%26%3D&csrftoken=&next=%2Fdb%3Fx%3D1&caf%C3%A9=\xc3\xa9"
        "&plain&a=b=c"
    );
    BOOST_TEST(form.text("username") == "alice");
    BOOST_TEST(form.text("password") == "a b+c d&=");
    BOOST_TEST(form.find("csrftoken").value() == "");
    BOOST_TEST(form.text("next") == "/db?x=1");
    BOOST_TEST(form.text("caf\xc3\xa9") == "\xc3\xa9");
    BOOST_TEST(form.find("plain").value() == "");
    BOOST_TEST(form.text("a") == "b=c");
    BOOST_TEST(!form.find("absent").has_value());
    BOOST_TEST(form.text("absent") == "");
    BOOST_TEST(form.size() == 7U);
}

BOOST_AUTO_TEST_CASE(keeps_every_byte_of_a_value)
{
    BOOST_TEST(form_of("s=a%0D%0Ab%00c%20").text("s") == std::string("a\r\nb\0c ", 7));
    BOOST_TEST(form_of("s=%2500").text("s") == "%00");
    BOOST_TEST(form_of("s=%e2%82%aC").text("s") == "\xe2\x82\xac");
}

BOOST_AUTO_TEST_CASE(skips_empty_pairs)
{
    BOOST_TEST(form_of("").size() == 0U);
    BOOST_TEST(form_of("&&a=1&&b=2&").size() == 2U);
    BOOST_TEST(form_of("=x").find("").value() == "x");
    BOOST_TEST(form_of("a=1;b=2").text("a") == "1;b=2");
}

BOOST_AUTO_TEST_CASE(refuses_bodies_that_are_not_forms)
{
    const std::pair<std::string, form_fault> cases[]{
        {"a=%", form_fault::malformed_escape},
        {"a=%4", form_fault::malformed_escape},
        {"a=%zz", form_fault::malformed_escape},
        {"a=%4g", form_fault::malformed_escape},
        {"a=% 41", form_fault::malformed_escape},
        {"a%=1", form_fault::malformed_escape},
        {"a=%&b=41", form_fault::malformed_escape},
        {"a=%ff", form_fault::not_utf8},
        {"a=\xff", form_fault::not_utf8},
        {"a=%C3", form_fault::not_utf8},
        {"%C3=%A9", form_fault::not_utf8},
        {"a=%ED%A0%80", form_fault::not_utf8},
        {"a=%C0%80", form_fault::not_utf8},
        {"a=1&a=1", form_fault::repeated_field},
        {"a=1&b=2&%61=3", form_fault::repeated_field},
        {"a&a", form_fault::repeated_field},
    };
    for (const auto& [body, fault] : cases) {
        const auto parsed = parse_form_body(body);
        BOOST_TEST_REQUIRE(parsed.fault.has_value(), body);
        BOOST_TEST((*parsed.fault == fault), body);
        BOOST_TEST(parsed.form.size() == 0U);
        BOOST_TEST(!describe(fault).empty());
    }
}

BOOST_AUTO_TEST_CASE(has_limits)
{
    const form_limits limits{10, 3};
    BOOST_TEST(!parse_form_body("a=12345678", limits).fault.has_value());
    BOOST_TEST((parse_form_body("a=123456789", limits).fault == form_fault::too_large));
    BOOST_TEST(!parse_form_body("a&b&c", limits).fault.has_value());
    BOOST_TEST((parse_form_body("a&b&c&d", limits).fault == form_fault::too_many_fields));
    BOOST_TEST(!parse_form_body("a&b&&&&c", limits).fault.has_value());
}

BOOST_AUTO_TEST_CASE(values_stay_where_they_are_when_the_form_moves)
{
    auto form = form_of("a=1&b=2");
    const auto value = form.find("b");
    const auto moved = std::move(form);
    BOOST_TEST(moved.find("b")->data() == value->data());
    BOOST_TEST(moved.text("b") == "2");
}

BOOST_AUTO_TEST_CASE(knows_the_type_of_a_form)
{
    for (const auto* type :
         {"application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded",
          "application/x-www-form-urlencoded; charset=UTF-8",
          "application/x-www-form-urlencoded ;x"})
        BOOST_TEST(is_form_type(type), type);
    for (const auto* type :
         {"", "multipart/form-data", "application/json", "text/plain",
          "application/x-www-form-urlencoded2", "x-www-form-urlencoded"})
        BOOST_TEST(!is_form_type(type), type);
}

BOOST_AUTO_TEST_SUITE_END()
