#include "gateway/http/replies.hpp"

#include "gateway/html/page_shell.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

using namespace dsgw;
using dsgw::test::parsed_request;
using dsgw::test::request_text;

BOOST_AUTO_TEST_SUITE(replies_test)

namespace {

/// Every errc with the status for the client; a new code fails the test until it is here.
const std::map<std::string, unsigned, std::less<>> statuses{
    {"malformed_request_line", 400},
    {"malformed_header_line", 400},
    {"folded_header_line", 400},
    {"missing_host", 400},
    {"repeated_host", 400},
    {"malformed_host", 400},
    {"host_differs_from_target", 400},
    {"malformed_target", 400},
    {"length_and_encoding", 400},
    {"malformed_content_length", 400},
    {"unknown_transfer_encoding", 400},
    {"repeated_authorization", 400},
    {"malformed_chunk", 400},
    {"connect_refused", 400},
    {"malformed_upgrade", 400},
    {"too_many_connection_options", 400},
    {"trace_refused", 405},
    {"unknown_expectation", 417},
    {"head_too_large", 431},
    {"too_many_headers", 431},
    {"target_too_long", 414},
    {"body_too_large", 413},
    {"head_timeout", 408},
    {"body_timeout", 408},
    {"cross_origin", 403},
    {"not_found", 404},
    {"method_not_allowed", 405},
    {"credentials_required", 401},
    {"kdf_queue_full", 503},
    {"too_many_tries", 429},
    {"upstream_refused", 502},
    {"upstream_starting", 503},
    {"token_unverified", 503},
    {"token_on_own_page", 403},
    {"upstream_busy", 503},
    {"upstream_timeout", 504},
    {"upstream_closed", 502},
    {"upstream_malformed", 502},
    {"downstream_closed", 500},
    {"internal", 500},
};

std::string header_of(const reply& made, std::string_view name)
{
    std::string values;
    for (const auto& [each, value] : made.headers) {
        if (each == name) values += "<" + value + ">";
    }
    return values;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_error_has_a_status_and_a_text)
{
    std::size_t seen = 0;
    for (int value = 1; value <= static_cast<int>(errc::internal); ++value) {
        const auto code = static_cast<errc>(value);
        const auto name = name_of(code);
        const auto found = statuses.find(name);
        BOOST_TEST_REQUIRE((found != statuses.end()), name);
        BOOST_TEST(status_of(code) == found->second, name);
        for (const auto format : {reply_format::html, reply_format::json}) {
            const auto made = make_error_reply(code, format);
            BOOST_TEST(made.status == found->second);
            BOOST_TEST(made.body.size() > 20u, name);
            BOOST_TEST(made.body.find(name) == std::string::npos, name << " is not for the public");
            BOOST_TEST((header_of(made, "Retry-After") == "<1>") == (found->second == 503), name);
        }
        ++seen;
    }
    BOOST_TEST(seen == statuses.size());
}

BOOST_AUTO_TEST_CASE(after_a_framing_error_the_connection_is_closed)
{
    for (int value = 1; value <= static_cast<int>(errc::internal); ++value) {
        const auto code = static_cast<errc>(value);
        const auto status = status_of(code);
        if (status == 400 || status == 408 || status == 413 || status == 414 || status == 417 ||
            status == 431 || status == 500)
            BOOST_TEST(closes_connection(code), name_of(code));
        if (status == 401 || status == 403 || status == 404 || status >= 502)
            BOOST_TEST(!closes_connection(code), name_of(code));
    }
    BOOST_TEST(closes_connection(errc::trace_refused));
    BOOST_TEST(!closes_connection(errc::method_not_allowed));
}

BOOST_AUTO_TEST_CASE(a_program_reads_datasettes_json)
{
    const auto made = make_error_reply(errc::not_found, reply_format::json);
    BOOST_TEST(made.content_type == "application/json; charset=utf-8");
    BOOST_TEST(header_of(made, "Cache-Control") == "<no-store>");
    const auto body = boost::json::parse(made.body).as_object();
    BOOST_TEST(body.size() == 3u);
    BOOST_TEST(body.at("ok").as_bool() == false);
    BOOST_TEST(body.at("error").as_string() == "There is no such page.");
    BOOST_TEST(body.at("status").to_number<int>() == 404);
}

BOOST_AUTO_TEST_CASE(an_error_shows_its_request_id)
{
    const auto json = make_error_reply(errc::not_found, reply_format::json, "f00d");
    BOOST_TEST(boost::json::parse(json.body).at("request_id").as_string() == "f00d");
    const auto html = make_error_reply(errc::not_found, reply_format::html, "<f00d>").body;
    BOOST_TEST(html.find("<small>Request id: &lt;f00d&gt;</small>") != std::string::npos);
    const auto without = make_error_reply(errc::not_found, reply_format::html).body;
    BOOST_TEST(without.find("Request id") == std::string::npos);
    reply_frame frame;
    BOOST_TEST(serialize(json, frame).find("X-Request-Id") == std::string::npos);
    frame.request_id = "f00d";
    BOOST_TEST(serialize(json, frame).find("\r\nX-Request-Id: f00d\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_browser_reads_a_page_that_runs_nothing)
{
    const auto made = make_error_reply(errc::not_found, reply_format::html);
    BOOST_TEST(made.content_type == "text/html; charset=utf-8");
    BOOST_TEST(made.body.find("<!DOCTYPE html>") == 0u);
    BOOST_TEST(made.body.find("<title>404 Not Found</title>") != std::string::npos);
    BOOST_TEST(made.body.find("<h1>404 Not Found</h1>") != std::string::npos);
    BOOST_TEST(made.body.find("<p>There is no such page.</p>") != std::string::npos);
    BOOST_TEST(header_of(made, "Cache-Control") == "<private, no-store>");
    BOOST_TEST(header_of(made, "X-Content-Type-Options") == "<nosniff>");
    const auto policy = header_of(made, "Content-Security-Policy");
    BOOST_TEST(policy.find("default-src 'none'") != std::string::npos);
    BOOST_TEST(policy.find("frame-ancestors 'none'") != std::string::npos);
    BOOST_TEST(policy.find("script") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(error_pages_look_like_the_other_pages)
{
    const auto body = make_error_reply(errc::not_found, reply_format::html, "f00d").body;
    BOOST_TEST(body.find(page_style_sheet()) != std::string::npos);
    BOOST_TEST(body.find("<body class=\"gateway\">") != std::string::npos);
    BOOST_TEST(body.find("<main>\n<h1>404 Not Found</h1>") != std::string::npos);
    for (const auto* element : {"<link", "<script", "<img", "<form", "src="})
        BOOST_TEST(body.find(element) == std::string::npos, element);
    BOOST_TEST(make_error_reply(errc::not_found, reply_format::html, "f00d").body == body);
}

BOOST_AUTO_TEST_CASE(text_is_escaped_in_html)
{
    const auto text = make_text_reply(403, "<script>", reply_format::html);
    BOOST_TEST(text.body.find("<script>") == std::string::npos);
    BOOST_TEST(text.body.find("<p>&lt;script&gt;</p>") != std::string::npos);
    const auto json = make_text_reply(403, "\"<script>\"", reply_format::json);
    BOOST_TEST(boost::json::parse(json.body).at("error").as_string() == "\"<script>\"");
}

BOOST_AUTO_TEST_CASE(the_challenge_is_exactly_the_plugins)
{
    const auto made = make_challenge("Datasette");
    BOOST_TEST(made.body == "401 Authorization Required");
    BOOST_TEST(made.content_type == "text/plain; charset=utf-8");
    auto sent = serialize(made, {11, true, false, {}});
    const auto date = sent.find("Date: ");
    BOOST_TEST_REQUIRE(date != std::string::npos);
    sent.erase(date, sent.find("\r\n", date) + 2 - date);
    BOOST_TEST(
        sent ==
        "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Length: 26\r\n"
        "WWW-Authenticate: Basic realm=\"Datasette\", charset=\"UTF-8\"\r\n\r\n"
        "401 Authorization Required"
    );
}

BOOST_AUTO_TEST_CASE(the_challenge_to_a_program_is_json)
{
    const auto made = make_challenge("Datasette", reply_format::json);
    BOOST_TEST(made.status == 401u);
    BOOST_TEST(made.content_type == "application/json; charset=utf-8");
    BOOST_TEST(
        made.body == R"({"ok": false, "error": "401 Authorization Required", "status": 401})"
    );
    BOOST_TEST((made.headers == make_challenge("Datasette").headers));
}

BOOST_AUTO_TEST_CASE(a_redirect_is_a_302_that_is_not_cached)
{
    const auto made = make_redirect("/sub/");
    BOOST_TEST(made.status == 302u);
    BOOST_TEST(made.body == "");
    BOOST_TEST(header_of(made, "Location") == "</sub/>");
    BOOST_TEST(header_of(made, "Cache-Control") == "<private, no-store>");
}

BOOST_AUTO_TEST_CASE(the_frame_decides_on_connection_body_and_hsts)
{
    const auto made = make_redirect("/");
    const auto has = [&](const reply_frame& frame, std::string_view line) {
        return serialize(made, frame).find(line) != std::string::npos;
    };
    BOOST_TEST(has({11, false, false, {}}, "\r\nConnection: close\r\n"));
    BOOST_TEST(has({10, false, false, {}}, "\r\nConnection: close\r\n"));
    BOOST_TEST(!has({11, true, false, {}}, "Connection"));
    BOOST_TEST(has({10, true, false, {}}, "\r\nConnection: keep-alive\r\n"));
    BOOST_TEST(has({11, true, false, "max-age=9"}, "\r\nStrict-Transport-Security: max-age=9\r\n"));
    BOOST_TEST(!has({11, true, false, {}}, "Strict-Transport-Security"));
    BOOST_TEST(has({11, true, false, {}}, "\r\nContent-Length: 0\r\n"));
    const auto whole = serialize(make_challenge("x"), {11, true, false, {}});
    const auto head = serialize(make_challenge("x"), {11, true, true, {}});
    BOOST_TEST(head.find("\r\nContent-Length: 26\r\n") != std::string::npos);
    BOOST_TEST(whole == head + "401 Authorization Required");
}

BOOST_AUTO_TEST_CASE(recognises_programs_by_json)
{
    struct
    {
        std::string target;
        std::string lines;
        bool program;
    } const cases[]{
        {"/a.json", "", true},
        {"/a.json?x", "Accept: text/html\r\n", true},
        {"/.json", "", true},
        {"/a", "Accept: application/json\r\n", true},
        {"/a", "Content-Type: application/json\r\n", true},
        {"/a", "Content-Type: application/json; charset=utf-8\r\nAccept: */*\r\n", true},
        {"/a", "", false},
        {"/a", "Accept: */*\r\n", false},
        {"/a", "Accept: text/html, application/json\r\n", false},
        {"/a", "Accept: Application/JSON; q=0.9\r\n", true},
        {"/a", "Accept: application/json, text/plain, */*\r\n", true},
        {"/a", "Accept: application/json, text/html;q=0.5\r\n", true},
        {"/a", "Accept: application/json;q=0.5, text/html;q=0.75\r\n", false},
        {"/a", "Accept: */*\r\nAccept: application/json\r\n", true},
        {"/a", "Accept: application/json;q=0\r\n", false},
        {"/a", "Accept: application/json;q=0.000\r\n", false},
        {"/a", "Accept: application/jsonx\r\n", false},
        {"/a", "Content-Type: Application/Json ;charset=utf-8\r\n", true},
        {"/a", "Content-Type: application/json\r\nAccept: text/html\r\n", false},
        {"/a", "Content-Type: text/plain\r\n", false},
        {"/a?x.json", "", false},
        {"/a.jsonx", "", false},
        {"/json", "", false},
    };
    for (const auto& each : cases) {
        const parsed_request request(request_text("GET " + each.target + " HTTP/1.1", each.lines));
        BOOST_TEST_REQUIRE(request.refusal() == "");
        const bool program = find_reply_format(*request) == reply_format::json;
        BOOST_TEST(program == each.program, each.target << " " << each.lines);
    }
}

BOOST_AUTO_TEST_SUITE_END()
