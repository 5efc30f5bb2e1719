#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/passed_headers.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::parsed_request;
using dsgw::test::request_text;

BOOST_AUTO_TEST_SUITE(header_rewrite_request_test)

namespace {

const std::string ours = "ds_actor=OURS";

struct how
{
    std::string actor_cookie = ours;
    bool with_csrf = false;
    bool keep_authorization = false;
    std::string target = "/t";
    std::string request_id = {};
};

const std::string head_begin =
    "Host: data.example.org\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"
    "X-Forwarded-Host: public.example\r\n";

std::string rewritten(const std::string& text, const how& with = {})
{
    const parsed_request request(text);
    BOOST_TEST_REQUIRE(request.refusal() == "");
    const client_origin origin{"192.0.2.1", "https", "public.example"};
    const csrf_pair csrf{"TOKEN", "ds_csrftoken=TOKEN"};
    std::string out = "left over";
    const upstream_request from{
        *request,
        with.target,
        origin,
        with.actor_cookie,
        with.with_csrf ? &csrf : nullptr,
        with.keep_authorization,
        with.request_id};
    write_request_head(from, out);
    return out;
}

/// What became of these lines of a GET, between our own and the empty line.
std::string lines_of(const std::string& lines, const how& with = {"", false, false, "/t"})
{
    const auto out = rewritten(request_text("GET /x HTTP/1.1", lines), with);
    const auto begin = "GET /t HTTP/1.1\r\n" + head_begin;
    BOOST_TEST_REQUIRE(out.substr(0, begin.size()) == begin);
    BOOST_TEST_REQUIRE(out.substr(out.size() - 2) == "\r\n");
    return out.substr(begin.size(), out.size() - begin.size() - 2);
}

std::string cookie_line(const std::string& lines, const how& with)
{
    const auto out = rewritten(request_text("POST /x HTTP/1.1", lines), with);
    const auto begin = out.find("\r\nCookie: ");
    if (begin == std::string::npos) return "";
    BOOST_TEST(out.find("\r\nCookie: ", begin + 1) == std::string::npos, "one Cookie line");
    const auto value = begin + 10;
    return out.substr(value, out.find("\r\n", value) - value);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_request_id_is_ours_whatever_the_client_says)
{
    for (const std::string said : {"X-Request-Id: theirs", "x_request_id: theirs"}) {
        BOOST_TEST(lines_of(said + "\r\n") == "", said);
        const auto out = rewritten(
            request_text("GET /x HTTP/1.1", said + "\r\n"), {"", false, false, "/t", "ours"}
        );
        BOOST_TEST(out.find("theirs") == std::string::npos);
        BOOST_TEST(out.find("\r\nX-Request-Id: ours\r\n") != std::string::npos);
    }
    // A longer name is another header.
    BOOST_TEST(lines_of("X-Correlation-Id: a\r\n") == "X-Correlation-Id: a\r\n");
}

BOOST_AUTO_TEST_CASE(the_context_of_a_trace_passes_untouched)
{
    // @source W3C Trace Context, section 3.2.
    const std::string lines =
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
        "tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE\r\n";
    BOOST_TEST(lines_of(lines) == lines);
}

BOOST_AUTO_TEST_CASE(writes_a_whole_head_with_ours_first)
{
    const auto out = rewritten(
        request_text("GET /sub/t HTTP/1.0", "Accept: */*\r\nCookie: a=1\r\nUser-Agent: x\r\n")
    );
    BOOST_TEST(
        out ==
        "GET /t HTTP/1.1\r\nHost: data.example.org\r\nCookie: ds_actor=OURS; a=1\r\n"
        "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"
        "X-Forwarded-Host: public.example\r\nAccept: */*\r\nUser-Agent: x\r\n\r\n"
    );
}

BOOST_AUTO_TEST_CASE(a_host_is_always_there)
{
    const auto out = rewritten("GET /x HTTP/1.0\r\n\r\n");
    BOOST_TEST(out.find("\r\nHost: localhost\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(passes_ordinary_fields_on_in_order)
{
    for (const std::string lines :
         {"", "Accept: text/html\r\nAccept: text/plain\r\n", "If-None-Match: \"x\"\r\n",
          "Range: bytes=0-1\r\n", "X-Requested-With: a  b\r\n", "HX-Target: \r\n",
          "Referer: http://x/\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n",
          "Via: 1.1 x\r\n", "User-Agent: \xe9\r\n"})
        BOOST_TEST(lines_of(lines) == lines, lines);
}

BOOST_AUTO_TEST_CASE(drops_what_is_for_one_connection_only)
{
    for (const std::string lines :
         {"Connection: keep-alive\r\n", "Connection: close\r\n", "Keep-Alive: timeout=5\r\n",
          "Proxy-Connection: keep-alive\r\n", "TE: trailers\r\n", "Trailer: X\r\n",
          "Upgrade: h2c\r\n", "Expect: 100-continue\r\n", "Proxy-Authorization: Basic YTpi\r\n",
          "Connection: prefer, X-B3-A\r\nPrefer: a\r\nx-b3-a: b\r\n",
          "Prefer: a\r\nConnection: close\r\nConnection: prefer\r\n",
          "Connection: accept, cookie\r\nAccept: a\r\n", "Connection: ,,prefer\r\nPREFER: a\r\n"})
        BOOST_TEST(lines_of(lines) == "", lines);
    BOOST_TEST(lines_of("Connection: x-b3-a\r\nX-B3-A-More: a\r\n") == "X-B3-A-More: a\r\n");
    BOOST_TEST(lines_of("Connection: host\r\n") == "");  // ours is there all the same
}

BOOST_AUTO_TEST_CASE(passes_nothing_that_is_not_listed)
{
    for (const std::string name :
         {"X-Authentik-Username",
          "X-Pomerium-Jwt-Assertion",
          "X-SSL-Client-S-DN",
          "OIDC_CLAIM_email",
          "X-Goog-IAP-JWT-Assertion",
          "Fly-Client-IP",
          "X-Actor",
          "X-Url-Scheme",
          "Cookie_",
          "Tran|sfer-Encoding",
          "X-Custom",
          "X_Custom",
          "X-Empty",
          "Remote",
          "From",
          "X-HTTP-Method-Override",
          "Content_Type",
          "X-Forwarded-For",
          "x-forwarded-for",
          "X_Forwarded_For",
          "X-Forwarded_For",
          "X-FORWARDED-FOR",
          "X-Forwarded-Proto",
          "X-Forwarded-Host",
          "X-Forwarded-User",
          "X_Forwarded_User",
          "X-Forwarded-Email",
          "X-Forwarded",
          "X-Forwarded-Prefix",
          "Forwarded",
          "forwarded",
          "X-Real-IP",
          "X_Real_IP",
          "Remote-User",
          "REMOTE_USER",
          "Remote-Groups",
          "X-Remote-User",
          "X_REMOTE_USER",
          "X-Auth-Request-User",
          "X-Auth_Request_Email",
          "X-Authenticated-User",
          "X-Original-URL",
          "X-Original-URI",
          "ds_actor",
          "ds-actor",
          "DS_ACTOR",
          "x-csrftoken",
          "X-CSRFToken",
          "X_CSRFToken",
          "Content_Length",
          "Transfer_Encoding",
          "TRANSFER_ENCODING",
          "Proxy_Authorization",
          "Sec_Fetch_Site"})
        BOOST_TEST(lines_of(name + ": evil\r\n") == "", name);
}

BOOST_AUTO_TEST_CASE(passes_what_the_setting_lists_and_notes_the_rest)
{
    const parsed_request request(request_text(
        "GET /x HTTP/1.1",
        "X-Acme-Team: a\r\nX-Forwarded-For: evil\r\nX-Actor: evil\r\nx_acme_team: evil\r\n"
    ));
    BOOST_TEST_REQUIRE(request.refusal() == "");
    const client_origin origin{"192.0.2.1", "https", "public.example"};
    const header_pass_list passed({"X-Acme-*", "X-*"});
    dropped_headers dropped;
    upstream_request from{*request, "/t", origin, "", nullptr, false};
    std::string out;
    from.dropped = &dropped;
    write_request_head(from, out);
    BOOST_TEST(out == "GET /t HTTP/1.1\r\n" + head_begin + "\r\n");
    BOOST_TEST(!dropped.note("x-acme-team"));
    BOOST_TEST(!dropped.note("x_acme_team"));
    BOOST_TEST(dropped.note("x-forwarded-for"), "the gateway's own headers are not worth a line");
    from.passed = &passed;
    write_request_head(from, out);
    BOOST_TEST(
        out == "GET /t HTTP/1.1\r\n" + head_begin + "X-Acme-Team: a\r\nX-Actor: evil\r\n\r\n"
    );
}

BOOST_AUTO_TEST_CASE(asks_for_an_uncompressed_page_where_entries_go_into_it)
{
    const parsed_request request(
        request_text("GET /x HTTP/1.1", "Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n")
    );
    BOOST_TEST_REQUIRE(request.refusal() == "");
    const client_origin origin{"192.0.2.1", "https", "public.example"};
    upstream_request from{*request, "/t", origin, "", nullptr, false};
    from.asks_for_identity = true;
    std::string out;
    write_request_head(from, out);
    BOOST_TEST(out == "GET /t HTTP/1.1\r\n" + head_begin + "Accept-Encoding: identity\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(authorization_goes_on_only_where_it_is_datasettes_business)
{
    const std::string line = "Authorization: Bearer dstok_x\r\n";
    BOOST_TEST(lines_of(line) == "");
    BOOST_TEST(lines_of(line, {"", false, true, "/t"}) == line);
    const auto nominated = "Connection: authorization\r\n" + line;
    BOOST_TEST(lines_of(nominated) == "");
}

BOOST_AUTO_TEST_CASE(cookies_are_one_line_with_ours_in_front)
{
    const std::string sent =
        "Cookie: a=1; ds_actor=evil; hello\r\nCookie: DS_ACTOR=evil; ds_csrftoken=evil; b=2\r\n";
    BOOST_TEST(cookie_line(sent, {ours}) == "ds_actor=OURS; a=1; ds_csrftoken=evil; b=2");
    BOOST_TEST(cookie_line(sent, {ours, true}) == "ds_actor=OURS; ds_csrftoken=TOKEN; a=1; b=2");
    BOOST_TEST(cookie_line(sent, {""}) == "a=1; ds_csrftoken=evil; b=2");
    BOOST_TEST(cookie_line(sent, {"", true}) == "ds_csrftoken=TOKEN; a=1; b=2");
    BOOST_TEST(cookie_line("", {ours}) == "ds_actor=OURS");
    BOOST_TEST(cookie_line("", {""}) == "");
    BOOST_TEST(cookie_line("Cookie: ds_actor=evil; hello\r\n", {""}) == "");
}

BOOST_AUTO_TEST_CASE(an_unsafe_request_brings_the_csrf_pair_and_no_browser_headers)
{
    const auto text = request_text(
        "POST /x HTTP/1.1",
        "Origin: http://a\r\nSec-Fetch-Site: same-origin\r\n"
        "sec-fetch-SITE: none\r\nX-CSRFToken: evil\r\nSec-Fetch-Mode: cors\r\n"
    );
    const auto out = rewritten(text, {ours, true});
    BOOST_TEST(
        out ==
        "POST /t HTTP/1.1\r\nHost: data.example.org\r\n"
        "Cookie: ds_actor=OURS; ds_csrftoken=TOKEN\r\nX-Forwarded-For: 192.0.2.1\r\n"
        "X-Forwarded-Proto: https\r\nX-Forwarded-Host: public.example\r\n"
        "x-csrftoken: TOKEN\r\nSec-Fetch-Mode: cors\r\n\r\n"
    );
}

BOOST_AUTO_TEST_CASE(writes_new_framing)
{
    const std::pair<std::string, std::string> cases[]{
        {"Content-Length: 5\r\n", "Content-Length: 5\r\n"},
        {"content-length: 007\r\n", "Content-Length: 7\r\n"},
        {"Content-Length: 0\r\n", "Content-Length: 0\r\n"},
        {"Transfer-Encoding: CHUNKED\r\n", "Transfer-Encoding: chunked\r\n"},
        {"Connection: content-length\r\nContent-Length: 5\r\n", "Content-Length: 5\r\n"},
        {"Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n",
         "Transfer-Encoding: chunked\r\n"},
        {"", ""},
    };
    for (const auto& [sent, expected] : cases)
        BOOST_TEST(lines_of(sent) == expected, sent);
}

BOOST_AUTO_TEST_CASE(rewrites_a_websocket_upgrade)
{
    const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const std::string version = "Sec-WebSocket-Version: 13\r\n";
    const auto got =
        lines_of("Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n" + key + version);
    BOOST_TEST(got == key + version + "Connection: Upgrade\r\nUpgrade: websocket\r\n");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_accepted_again_and_means_the_same)
{
    for (const std::string lines :
         {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Cookie: a=1\r\nX: y\r\n"}) {
        const parsed_request again(rewritten(request_text("POST /x HTTP/1.1", lines), {ours, true})
        );
        const parsed_request sent(request_text("POST /x HTTP/1.1", lines));
        BOOST_TEST(again.refusal() == "", lines);
        BOOST_TEST((again->framing == sent->framing));
        BOOST_TEST(again->content_length == sent->content_length);
        BOOST_TEST(again->target == "/t");
    }
}

BOOST_AUTO_TEST_CASE(another_actor_takes_the_place_of_the_first_and_of_nothing_else)
{
    const std::string other = "ds_actor=OTHER.x";
    const std::string get = "GET /x HTTP/1.1";
    for (const std::string lines :
         {"", "Cookie: a=b; ds_actor=theirs; c=d\r\n",
          "X-Requested-With: Cookie: ds_actor=a\r\n"}) {
        auto head = rewritten(request_text(get, lines));
        replace_actor_cookie(head, other);
        how with_other;
        with_other.actor_cookie = other;
        BOOST_TEST(head == rewritten(request_text(get, lines), with_other), lines);
    }
}

BOOST_AUTO_TEST_CASE(a_line_of_ours_takes_the_place_of_the_clients_authorization)
{
    const parsed_request request(
        request_text("GET /x HTTP/1.1", "Authorization: Bearer dstok_theirs\r\n")
    );
    const client_origin origin{"192.0.2.1", "https", "public.example"};
    upstream_request from{*request, "/t", origin, {}, nullptr, false};
    from.authorization = "Bearer ours";
    std::string out;
    write_request_head(from, out);
    BOOST_TEST(out.find("\r\nAuthorization: Bearer ours\r\n") != out.npos);
    BOOST_TEST(out.find("theirs") == out.npos);
}

BOOST_AUTO_TEST_SUITE_END()
