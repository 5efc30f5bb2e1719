#include "gateway/http/header_rewrite.hpp"

#include "base/ascii.hpp"
#include "gateway/http/cookie_header.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/http/passed_headers.hpp"
#include "gateway/http/request_id.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

namespace dsgw {

namespace http = boost::beast::http;

namespace {

void append_line(std::string& out, std::string_view name, std::string_view value)
{
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

void append_framing(std::string& out, body_framing framing, std::uint64_t length)
{
    if (framing == body_framing::sized) {
        out += "Content-Length: ";
        append_number(length, out);
        out += "\r\n";
    } else if (framing == body_framing::chunked) {
        out += "Transfer-Encoding: chunked\r\n";
    }
}

/// For one connection only.
/// @source RFC 9110 section 7.6.1.
bool is_hop_by_hop(http::field id)
{
    switch (id) {
        case http::field::connection:
        case http::field::keep_alive:
        case http::field::proxy_authenticate:  // for the gateway, not for the client
        case http::field::proxy_connection:
        case http::field::te:
        case http::field::trailer:
        case http::field::transfer_encoding:
        case http::field::upgrade:
            return true;
        default:
            return false;
    }
}

/// The names that the message's Connection lines declare as hop-by-hop. The lines are read once;
/// both head parsers refuse more options than fit.
class connection_names
{
public:
    explicit connection_names(const header_fields& fields)
    {
        for (const auto& field : fields) {
            if (field.id == http::field::connection)
                for_each_list_element(field.value, [this](std::string_view option) {
                    add(option);
                });
        }
    }

    [[nodiscard]] bool contain(std::string_view name) const
    {
        const auto end = names_.begin() + static_cast<std::ptrdiff_t>(count_);
        return std::any_of(names_.begin(), end, [name](std::string_view each) {
            return equals_ignoring_case(each, name);
        });
    }

private:
    void add(std::string_view option)
    {
        const bool is_no_name = equals_ignoring_case(option, "keep-alive") ||
                                equals_ignoring_case(option, "close") ||
                                equals_ignoring_case(option, "upgrade");
        if (is_no_name) return;
        assert(count_ < names_.size());
        names_[count_++] = option;
    }

    std::array<std::string_view, limits::connection_options_max> names_;
    std::size_t count_ = 0;
};

bool goes_upstream(
    const header_field& field, const upstream_request& from, const connection_names& nominated
)
{
    switch (field.id) {
        case http::field::host:
        case http::field::cookie:
        case http::field::content_length:
        case http::field::expect:
        case http::field::proxy_authorization:
        case http::field::forwarded:
            return false;
        case http::field::authorization:
            return from.keep_authorization;
        case http::field::origin:
        case http::field::sec_fetch_site:
            return from.head.is_safe();
        case http::field::accept_encoding:
            if (from.asks_for_identity) return false;
            break;
        default:
            break;
    }
    if (is_hop_by_hop(field.id) || nominated.contain(field.name)) return false;
    if (has_standard_number(field.id)) return true;
    if (is_written_by_gateway(field.name)) return false;
    const bool is_listed = from.passed != nullptr && from.passed->contains(field.name);
    if (is_listed || is_standard_request_header(field.name)) return true;
    if (from.dropped != nullptr) from.dropped->note(field.name);
    return false;
}

void append_cookies(const upstream_request& from, std::string& out)
{
    constexpr std::string_view name = "Cookie: ";
    const auto begin = out.size();
    out += name;
    out += from.actor_cookie;
    if (from.csrf != nullptr) {
        if (!from.actor_cookie.empty()) out += "; ";
        out += from.csrf->cookie;
    }
    const bool begun = out.size() > begin + name.size();
    std::string_view separator = begun ? "; " : "";
    visit_client_cookies(from.head.fields, from.csrf != nullptr, [&](std::string_view pair) {
        out += separator;
        out += pair;
        separator = "; ";
    });
    if (out.size() == begin + name.size()) {
        out.resize(begin);
    } else {
        out += "\r\n";
    }
}

/// Cache-Control, and headers with the same function for some caches only.
/// @source RFC 9213 section 2.
bool is_for_caches(const header_field& field)
{
    if (field.id == http::field::cache_control) return true;
    constexpr std::string_view targeted = "cdn-cache-control";
    const auto size = field.name.size();
    return equals_ignoring_case(field.name, "surrogate-control") ||
           (size >= targeted.size() &&
            equals_ignoring_case(field.name.substr(size - targeted.size()), targeted));
}

/// `private`, with Datasette's directives for the user's own browser.
/// @source RFC 9111 section 5.2.2.
void append_private(const response_head& head, std::string& out)
{
    out += "Cache-Control: private";
    for (const auto& field : head.fields) {
        if (field.id != http::field::cache_control) continue;
        for_each_list_element(field.value, [&out](std::string_view directive) {
            const auto name = directive.substr(0, directive.find('='));
            const bool is_settled = equals_ignoring_case(name, "private") ||
                                    equals_ignoring_case(name, "public") ||
                                    equals_ignoring_case(name, "s-maxage");
            // A quoted list of names would be split into pieces.
            if (is_settled || directive.find('"') != std::string_view::npos) return;
            out += ", ";
            out += directive;
        });
    }
    out += "\r\n";
}

/// Trailers must not contain framing, routing, authentication or client state.
/// @source RFC 9110 section 6.5.1.
bool may_be_a_trailer(http::field id)
{
    switch (id) {
        case http::field::content_length:
        case http::field::content_encoding:
        case http::field::content_type:
        case http::field::content_range:
        case http::field::cache_control:
        case http::field::host:
        case http::field::location:
        case http::field::set_cookie:
        case http::field::set_cookie2:
        case http::field::authorization:
        case http::field::www_authenticate:
        case http::field::strict_transport_security:
            return false;
        default:
            return !is_hop_by_hop(id);
    }
}

}  // namespace

void write_request_head(const upstream_request& from, std::string& out)
{
    const auto& head = from.head;
    out.clear();
    out += head.method;
    out += ' ';
    out += from.target;
    out += " HTTP/1.1\r\n";
    append_line(out, "Host", head.host.empty() ? std::string_view("localhost") : head.host);
    append_cookies(from, out);
    append_line(out, "X-Forwarded-For", from.origin.address);
    append_line(out, "X-Forwarded-Proto", from.origin.scheme);
    if (!from.origin.host.empty()) append_line(out, "X-Forwarded-Host", from.origin.host);
    if (from.csrf != nullptr) append_line(out, "x-csrftoken", from.csrf->token);
    if (!from.request_id.empty()) append_line(out, "X-Request-Id", from.request_id);
    if (!from.authorization.empty()) append_line(out, "Authorization", from.authorization);
    if (from.asks_for_identity) append_line(out, "Accept-Encoding", "identity");

    const connection_names nominated(head.fields);
    for (const auto& field : head.fields) {
        if (goes_upstream(field, from, nominated)) append_line(out, field.name, field.value);
    }
    if (head.upgrades_to_websocket) out += "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    if (head.has_body() || head.find(http::field::content_length)) {
        const auto framing = head.has_body() ? head.framing : body_framing::sized;
        append_framing(out, framing, head.content_length);
    }
    out += "\r\n";
}

void replace_actor_cookie(std::string& head, std::string_view actor_cookie)
{
    // The first Cookie line is the only one, and begins with ours: append_cookies().
    constexpr std::string_view line_begin = "\r\nCookie: ";
    const auto line = head.find("\r\nCookie: ds_actor=");
    if (line == std::string::npos) return;
    const auto begin = line + line_begin.size();
    head.replace(begin, head.find_first_of(";\r", begin) - begin, actor_cookie);
}

std::string rewrite_trailers(std::string_view lines)
{
    std::string kept;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n') + 1);
        lines.remove_prefix(line.size());
        const auto name = line.substr(0, line.find(':'));
        const auto id = http::string_to_field({name.data(), name.size()});
        if (may_be_a_trailer(id)) kept += line;
    }
    return kept;
}

bool may_carry_cookie(const response_head& head)
{
    bool is_private = false;
    for (const auto& field : head.fields) {
        if (field.id != http::field::cache_control) continue;
        for_each_list_element(field.value, [&](std::string_view directive) {
            is_private |= equals_ignoring_case(directive, "private") ||
                          equals_ignoring_case(directive, "no-store");
        });
    }
    return is_private;
}

void rewrite_response(const downstream_response& from, std::string& out)
{
    const auto& head = from.head;
    out.clear();
    out += "HTTP/1.1 ";
    append_number(head.status, out);
    out += ' ';
    out += head.reason;
    out += "\r\n";

    const connection_names nominated(head.fields);
    for (const auto& field : head.fields) {
        if (is_hop_by_hop(field.id) || nominated.contain(field.name)) continue;
        // A length without a body (HEAD, 304) is still useful to the client.
        const bool is_length = field.id == http::field::content_length;
        if (is_length && (from.framing != body_framing::none || from.length_changes)) continue;
        if (is_length && (head.is_interim() || head.status == 204)) continue;
        if (field.id == http::field::set_cookie && sets_actor_cookie(field.value)) continue;
        if (from.for_one_reader && is_for_caches(field)) continue;
        if (is_request_id_name(field.name)) continue;
        append_line(out, field.name, field.value);
    }
    if (from.for_one_reader) append_private(head, out);
    if (!from.set_cookie.empty()) append_line(out, "Set-Cookie", from.set_cookie);
    if (!from.request_id.empty()) append_line(out, "X-Request-Id", from.request_id);
    append_framing(out, from.framing, head.content_length);
    if (!from.hsts.empty() && !head.is_interim()) {
        append_line(out, "Strict-Transport-Security", from.hsts);
    }
    if (from.is_upgrade) {
        out += "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    } else if (head.is_interim()) {
        // An interim response has no Connection header.
    } else if (!from.keep_alive) {
        out += "Connection: close\r\n";
    } else if (from.client_version == 10) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

}  // namespace dsgw
