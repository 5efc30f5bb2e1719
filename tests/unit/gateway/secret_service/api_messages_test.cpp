#include "gateway/secret_service/api_messages.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(api_messages)

namespace {

using namespace dsgw::secrets_api;

secret_question asked(std::string_view target)
{
    const auto parsed = parse_question("GET", target);
    const auto* secret = std::get_if<secret_question>(&parsed);
    BOOST_REQUIRE_MESSAGE(secret, target);
    return *secret;
}

unsigned status_of(std::string_view method, std::string_view target)
{
    const auto parsed = parse_question(method, target);
    const auto* why = std::get_if<refusal>(&parsed);
    return why ? why->status : 0;
}

dsgw::secrets::found_secret found(std::string_view value)
{
    dsgw::secrets::found_secret made;
    made.value = dsgw::secret_bytes(value);
    made.version = 7;
    return made;
}

boost::json::object body_of(const dsgw::secret_bytes& answer)
{
    const std::string_view text = answer.view();
    const auto end = text.find("\r\n\r\n") + 4;
    BOOST_TEST(
        text.substr(0, end).find("Content-Length: " + std::to_string(text.size() - end) + "\r\n") !=
        text.npos
    );
    return boost::json::parse(std::string(text.substr(end))).as_object();
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_names_and_actors)
{
    BOOST_TEST(asked("/v1/secrets/API_KEY").name == "API_KEY");
    BOOST_TEST(!asked("/v1/secrets/API_KEY").actor_id.has_value());
    BOOST_TEST(asked("/v1/secrets/a%2Fb%20+").name == "a/b +");
    BOOST_TEST(*asked("/v1/secrets/A?actor_id=al+ice%2B%26").actor_id == "al ice+&");
    BOOST_TEST(!asked("/v1/secrets/A?actor_id=").actor_id.has_value());
    BOOST_TEST(asked("/v1/secrets/..").name == "..");
}

BOOST_AUTO_TEST_CASE(refuses_whatever_else_is_asked)
{
    const std::tuple<const char*, const char*, unsigned> cases[] = {
        {"GET", "/", 404},
        {"GET", "/v1/secrets", 404},
        {"GET", "/v2/secrets/A", 404},
        {"GET", "/v1/registrations/", 404},
        {"GET", "/v1/secrets/", 400},
        {"GET", "/v1/secrets/?actor_id=x", 400},
        {"GET", "/v1/secrets/a/b", 400},
        {"GET", "/v1/secrets/%", 400},
        {"GET", "/v1/secrets/%4", 400},
        {"GET", "/v1/secrets/%4g", 400},
        {"GET", "/v1/secrets/%ff", 400},
        {"GET", "/v1/secrets/A?", 400},
        {"GET", "/v1/secrets/A?actor=x", 400},
        {"GET", "/v1/secrets/A?actor_id=x&actor_id=y", 400},
        {"GET", "/v1/secrets/A?actor_id=%ff", 400},
        {"POST", "/v1/secrets/A", 405},
        {"HEAD", "/v1/secrets/A", 405},
        {"GET", "/v1/registrations", 405},
        {"PUT", "/v1/registrations", 405},
    };
    for (const auto& [method, target, status] : cases)
        BOOST_TEST(status_of(method, target) == status, method << ' ' << target);
    BOOST_TEST(
        std::holds_alternative<registrations_follow>(parse_question("POST", "/v1/registrations"))
    );
}

BOOST_AUTO_TEST_CASE(reads_registrations)
{
    const auto read = parse_registrations(
        R"({"secrets": [{"name": "A", "description": "d", "obtain_url": "https://u",
            "obtain_label": "l", "more": 1}, {"name": "B", "description": null}]})"
    );
    const auto& list = std::get<std::vector<dsgw::secrets::registration>>(read);
    BOOST_REQUIRE(list.size() == 2u);
    BOOST_TEST(list[0].name == "A");
    BOOST_TEST(list[0].description == "d");
    BOOST_TEST(list[0].obtain_url == "https://u");
    BOOST_TEST(list[0].obtain_label == "l");
    BOOST_TEST(list[1].description.empty());
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_list_of_registrations)
{
    for (const char* body :
         {"", "null", "[]", "{}", R"({"secrets": 1})", R"({"secrets": [[]]})",
          R"({"secrets": [{}]})", R"({"secrets": [{"name": ""}]})", R"({"secrets": [{"name": 1}]})",
          "{\"secrets\": [{\"name\": \"\xff\"}]}", R"({"secrets": []} x)"}) {
        const auto read = parse_registrations(body);
        const auto* why = std::get_if<refusal>(&read);
        BOOST_REQUIRE_MESSAGE(why, body);
        BOOST_TEST(why->status == 400u);
    }
    BOOST_TEST(std::holds_alternative<refusal>(parse_registrations(std::string(1000, '['))));
}

BOOST_AUTO_TEST_CASE(every_byte_of_a_value_arrives)
{
    std::string value = "\"\\/☃\x7f";
    for (char c = 0; c < 0x20; ++c)
        value += c;
    const auto answer = make_secret_answer("na\"me", found(value), connection_fate::keep);
    BOOST_TEST(answer.view().starts_with("HTTP/1.1 200 OK\r\n"));
    BOOST_TEST(answer.view().find("Connection: close") == std::string_view::npos);
    const auto body = body_of(answer);
    BOOST_TEST(body.at("name").as_string() == "na\"me");
    BOOST_TEST(std::string(body.at("value").as_string()) == value);
    BOOST_TEST(body.at("source").as_string() == "store");
    BOOST_TEST(body.at("version").as_int64() == 7);
}

BOOST_AUTO_TEST_CASE(a_value_of_the_environment_has_no_version)
{
    auto from = found("v");
    from.source = dsgw::secrets::value_source::environment;
    const auto answer = make_secret_answer("A", from, connection_fate::close);
    BOOST_TEST(answer.view().find("\r\nConnection: close\r\n") != std::string_view::npos);
    BOOST_TEST(body_of(answer).at("source").as_string() == "env");
    BOOST_TEST(body_of(answer).at("version").is_null());
}

BOOST_AUTO_TEST_CASE(refusals_are_json_too)
{
    const auto answer = make_refusal({404, "no \"such\" secret"}, connection_fate::close);
    BOOST_TEST(answer.view().starts_with("HTTP/1.1 404 Not Found\r\n"));
    BOOST_TEST(body_of(answer).at("error").as_string() == "no \"such\" secret");
    const auto registered = make_registered_answer({"a/b"}, connection_fate::close);
    BOOST_TEST(body_of(registered).at("refused").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_may_pass_is_503)
{
    const auto status_of = [](boost::system::error_code code) {
        return refusal_of(dsgw::store::make_failure(code)).status;
    };
    BOOST_TEST(status_of(dsgw::secrets::errc::overloaded) == 503u);
    BOOST_TEST(status_of(dsgw::secrets::errc::stopped) == 503u);
    BOOST_TEST(status_of(dsgw::store::errc::database_locked) == 503u);
    BOOST_TEST(status_of(dsgw::secrets::errc::row_unreadable) == 500u);
    BOOST_TEST(status_of(dsgw::store::errc::database_corrupt) == 500u);
}

BOOST_AUTO_TEST_SUITE_END()
