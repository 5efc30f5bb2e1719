#include "gateway/http/replies.hpp"

#include "gateway/html/page_shell.hpp"
#include "gateway/html/safe_html.hpp"
#include "gateway/http/limits.hpp"

#include <boost/beast/http/status.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace dsgw {

namespace {

/// IMF-fixdate, formatted once per second and thread.
std::string_view http_date()
{
    thread_local std::time_t made = -1;
    thread_local char text[32];
    const auto now = std::time(nullptr);
    if (now != made) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        made = now;
    }
    return text;
}

/// The weight in thousandths of one media range: "application/json;q=0.9" has 900.
/// @source RFC 9110 section 12.4.2.
unsigned weight_of(std::string_view parameters)
{
    const auto at = parameters.find("q=");
    if (at == std::string_view::npos) return 1000;
    const auto value = parameters.substr(at + 2);
    if (value.starts_with("1")) return 1000;
    unsigned weight = 0;
    unsigned digit = 100;
    for (std::size_t i = 2; i < value.size() && digit > 0 && is_digit(value[i]); ++i) {
        weight += digit * static_cast<unsigned>(value[i] - '0');
        digit /= 10;
    }
    return weight;
}

/// The weight that the request's Accept lines give to exactly this type; 0: none.
unsigned accepts(const request_head& head, std::string_view type)
{
    unsigned best = 0;
    for (const auto& field : head.fields) {
        if (field.id != boost::beast::http::field::accept) continue;
        for_each_list_element(field.value, [&](std::string_view range) {
            const auto name = range.substr(0, range.find(';'));
            if (!equals_ignoring_case(trim_blanks(name), type)) return;
            best = std::max(best, weight_of(range.substr(name.size())));
        });
    }
    return best;
}

/// A page in the built-in shell, without a menu, since no user is known.
/// @param content  HTML.
reply make_page(unsigned status, std::string title, const std::string& content)
{
    static const auto shell = page_shell::built_in({});
    page_content page;
    page.html = "<h1>" + escape_html(title) + "</h1>\n" + content + "\n";
    page.title = std::move(title);
    reply made;
    made.status = status;
    made.body = shell.render(page);
    made.headers.emplace_back("Cache-Control", "private, no-store");
    // Stricter than the policy of the shell: this page has no scripts, pictures or fonts.
    made.headers.emplace_back(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    );
    made.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return made;
}

}  // namespace

reply_format find_reply_format(const request_head& head)
{
    const auto path = head.target.substr(0, head.target.find('?'));
    constexpr std::string_view suffix = ".json";
    if (path.size() >= suffix.size() && path.substr(path.size() - suffix.size()) == suffix) {
        return reply_format::json;
    }
    const auto html = accepts(head, "text/html");
    if (accepts(head, "application/json") > html) return reply_format::json;
    const auto content = head.find(boost::beast::http::field::content_type).value_or("");
    const auto type = trim_blanks(content.substr(0, content.find(';')));
    const bool json_body = equals_ignoring_case(type, "application/json");
    return json_body && html == 0 ? reply_format::json : reply_format::html;
}

reply make_error_reply(errc code, reply_format format, std::string_view request_id)
{
    const auto& row = row_of(code);
    auto made = make_text_reply(row.status, row.text, format, request_id);
    if (row.status == 503)
        made.headers.emplace_back("Retry-After", std::to_string(limits::retry_after.count()));
    if (code == errc::trace_refused) made.headers.emplace_back("Allow", "GET, HEAD, OPTIONS, POST");
    return made;
}

reply make_text_reply(
    unsigned status, std::string_view text, reply_format format, std::string_view request_id
)
{
    if (format == reply_format::json) {
        reply made;
        made.status = status;
        made.content_type = "application/json; charset=utf-8";
        boost::json::object body{{"ok", false}, {"error", text}, {"status", status}};
        if (!request_id.empty()) body.emplace("request_id", request_id);
        made.body = boost::json::serialize(body);
        made.headers.emplace_back("Cache-Control", "no-store");
        return made;
    }
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    std::string content = "<p>";
    content += escape_html(text);
    content += "</p>";
    if (!request_id.empty()) {
        content += "\n<p><small>Request id: ";
        content += escape_html(request_id);
        content += "</small></p>";
    }
    return make_page(status, std::to_string(status) + " " + std::string(reason), content);
}

reply make_challenge(std::string_view realm, reply_format format)
{
    reply made;
    made.status = 401;
    if (format == reply_format::json) {
        // Without a request id: all refusals have the same body.
        made.content_type = "application/json; charset=utf-8";
        made.body = R"({"ok": false, "error": "401 Authorization Required", "status": 401})";
    } else {
        made.content_type = "text/plain; charset=utf-8";
        made.body = "401 Authorization Required";
    }
    std::string challenge = "Basic realm=\"";
    challenge += realm;
    challenge += "\", charset=\"UTF-8\"";
    made.headers.emplace_back("WWW-Authenticate", std::move(challenge));
    return made;
}

reply make_redirect(std::string location)
{
    reply made;
    made.status = 302;
    made.headers.emplace_back("Location", std::move(location));
    made.headers.emplace_back("Cache-Control", "private, no-store");
    return made;
}

std::string serialize(const reply& answer, const reply_frame& frame)
{
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(answer.status));
    std::string out = "HTTP/1.1 ";
    out += std::to_string(answer.status);
    out += ' ';
    out += std::string_view(reason);
    out += "\r\nDate: ";
    out += http_date();
    out += "\r\nContent-Type: ";
    out += answer.content_type;
    out += "\r\nContent-Length: ";
    out += std::to_string(answer.body.size());
    out += "\r\n";
    for (const auto& [name, value] : answer.headers) {
        out += name;
        out += ": ";
        out += value;
        out += "\r\n";
    }
    if (!frame.request_id.empty()) {
        out += "X-Request-Id: ";
        out += frame.request_id;
        out += "\r\n";
    }
    if (!frame.hsts.empty()) {
        out += "Strict-Transport-Security: ";
        out += frame.hsts;
        out += "\r\n";
    }
    if (!frame.keep_alive) {
        out += "Connection: close\r\n";
    } else if (frame.client_version == 10) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
    if (!frame.without_body) out += answer.body;
    return out;
}

}  // namespace dsgw
