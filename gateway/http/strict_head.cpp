#include "gateway/http/strict_head.hpp"

#include "base/ascii.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/http/slicing_parser.hpp"

#include <algorithm>

namespace dsgw {

namespace http = boost::beast::http;

namespace {

errc reason_of(const boost::system::error_code& ec)
{
    if (ec == http::error::header_limit) return errc::too_many_headers;
    if (ec == http::error::bad_target) return errc::malformed_target;
    if (ec == http::error::bad_content_length) return errc::malformed_content_length;
    if (ec == http::error::multiple_content_length) return errc::malformed_content_length;
    if (ec == http::error::bad_transfer_encoding) return errc::length_and_encoding;
    if (ec == http::error::bad_method || ec == http::error::bad_version) {
        return errc::malformed_request_line;
    }
    return errc::malformed_header_line;
}

/// The state of the checks of single fields.
struct seen_fields
{
    bool host = false;
    bool content_length = false;
    bool transfer_encoding = false;
    bool upgrade_named = false;
    bool websocket = false;
    std::size_t connection_options = 0;
};

result<> check_framing_field(const header_field& field, request_head& head, seen_fields& seen)
{
    if (field.id == http::field::content_length) {
        const auto length = parse_content_length(field.value);
        if (!length || seen.content_length) return errc::malformed_content_length;
        seen.content_length = true;
        head.content_length = *length;
        head.framing = *length > 0 ? body_framing::sized : body_framing::none;
        return {};
    }
    const bool known = equals_ignoring_case(field.value, "chunked");
    if (!known || seen.transfer_encoding || head.version == 10) {
        return errc::unknown_transfer_encoding;
    }
    seen.transfer_encoding = true;
    return {};
}

void read_connection(const header_field& field, request_head& head, seen_fields& seen)
{
    for_each_list_element(field.value, [&](std::string_view option) {
        ++seen.connection_options;
        if (equals_ignoring_case(option, "close")) head.keep_alive = false;
        if (equals_ignoring_case(option, "upgrade")) seen.upgrade_named = true;
        if (head.version == 10 && equals_ignoring_case(option, "keep-alive")) {
            head.keep_alive = true;
        }
    });
}

result<> check_field(const header_field& field, request_head& head, seen_fields& seen)
{
    switch (field.id) {
        case http::field::host:
            if (seen.host) return errc::repeated_host;
            if (!is_host(field.value)) return errc::malformed_host;
            seen.host = true;
            head.host = field.value;
            return {};
        case http::field::content_length:
        case http::field::transfer_encoding:
            return check_framing_field(field, head, seen);
        case http::field::connection:
            read_connection(field, head, seen);
            if (seen.connection_options > limits::connection_options_max)
                return errc::too_many_connection_options;
            return {};
        case http::field::authorization:
            if (head.authorization) return errc::repeated_authorization;
            head.authorization = field.value;
            return {};
        case http::field::expect:
            if (!equals_ignoring_case(field.value, "100-continue"))
                return errc::unknown_expectation;
            head.expects_continue = head.version == 11;
            return {};
        case http::field::upgrade:
            seen.websocket = equals_ignoring_case(field.value, "websocket");
            return {};
        default:
            return {};
    }
}

/// Reduces an absolute-form target to its path and query.
/// @source RFC 9112 section 3.2.
result<> reduce_target(request_head& head)
{
    auto& target = head.target;
    const auto is_plain = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
    if (!std::all_of(target.begin(), target.end(), is_plain)) return errc::malformed_target;
    if (target.front() == '/') return {};
    if (target == "*") {
        if (head.verb != http::verb::options) return errc::malformed_target;
        return {};
    }
    const auto scheme_end = target.find("://");
    if (scheme_end == std::string_view::npos) return errc::malformed_target;
    const auto scheme = target.substr(0, scheme_end);
    if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")) {
        return errc::malformed_target;
    }
    target.remove_prefix(scheme_end + 3);
    const auto authority = target.substr(0, target.find_first_of("/?"));
    if (!is_host(authority)) return errc::malformed_target;
    if (!equals_ignoring_case(authority, head.host)) return errc::host_differs_from_target;
    target.remove_prefix(authority.size());
    if (target.empty()) target = "/";
    if (target.front() == '?') return errc::malformed_target;
    return {};
}

/// A NUL, once or twice decoded, ends a path for some readers and is a character of it for others.
bool has_encoded_nul(std::string_view target)
{
    auto path = target.substr(0, target.find('?'));
    while (true) {
        const auto percent = path.find('%');
        if (percent == std::string_view::npos) return false;
        path.remove_prefix(percent + 1);
        while (path.starts_with("25"))
            path.remove_prefix(2);
        if (path.starts_with("00")) return true;
    }
}

/// The value of a field that occurs exactly once.
std::optional<std::string_view> find_single(const header_fields& fields, http::field id)
{
    std::optional<std::string_view> found;
    for (const auto& field : fields) {
        if (field.id != id) continue;
        if (found) return std::nullopt;
        found = field.value;
    }
    return found;
}

/// 16 bytes in base64: 22 characters and two of padding.
bool is_websocket_key(std::string_view key)
{
    const auto in_base64 = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '+' || c == '/';
    };
    return key.size() == 24 && key.ends_with("==") &&
           std::all_of(key.begin(), key.begin() + 22, in_base64);
}

/// @source RFC 6455 section 4.2.1.
result<> check_upgrade(request_head& head, const seen_fields& seen)
{
    // Any other protocol is ignored, as RFC 9110 section 7.8 allows: the request continues without
    // it.
    if (!seen.websocket || !seen.upgrade_named) return {};
    const auto key = find_single(head.fields, http::field::sec_websocket_key);
    const auto version = find_single(head.fields, http::field::sec_websocket_version);
    const bool complete = head.verb == http::verb::get && head.version == 11 && !head.has_body() &&
                          key && is_websocket_key(*key) && version == "13";
    if (!complete) return errc::malformed_upgrade;
    head.upgrades_to_websocket = true;
    return {};
}

result<> check_meaning(const request_head_limits& most, request_head& head)
{
    if (head.verb == http::verb::connect) return errc::connect_refused;
    if (head.target.size() > most.target_bytes_max) return errc::target_too_long;
    seen_fields seen;
    for (const auto& field : head.fields) {
        if (const auto checked = check_field(field, head, seen); !checked) return checked;
    }
    if (!seen.host && head.version == 11) return errc::missing_host;
    if (seen.transfer_encoding) {
        if (seen.content_length) return errc::length_and_encoding;
        head.framing = body_framing::chunked;
    }
    if (const auto reduced = reduce_target(head); !reduced) return reduced;
    if (has_encoded_nul(head.target)) return errc::malformed_target;
    if (head.verb == http::verb::trace) return errc::trace_refused;
    return check_upgrade(head, seen);
}

}  // namespace

bool request_head::is_safe() const
{
    return verb == http::verb::get || verb == http::verb::head || verb == http::verb::options;
}

bool request_head::is_idempotent() const
{
    return is_safe() || verb == http::verb::put || verb == http::verb::delete_;
}

std::optional<std::string_view> request_head::find(http::field id) const
{
    const auto it = std::find_if(fields.begin(), fields.end(), [id](const header_field& field) {
        return field.id == id;
    });
    if (it == fields.end()) return std::nullopt;
    return it->value;
}

std::optional<std::string_view> request_head::find(std::string_view name) const
{
    const auto it = std::find_if(fields.begin(), fields.end(), [name](const header_field& field) {
        return equals_ignoring_case(field.name, name);
    });
    if (it == fields.end()) return std::nullopt;
    return it->value;
}

result<> parse_request_head(
    std::string_view raw, const request_head_limits& limits, request_head& head
)
{
    auto fields = std::move(head.fields);
    fields.clear();
    head = request_head{};
    head.fields = std::move(fields);

    if (has_folded_line(raw)) return errc::folded_header_line;
    slicing_parser<true, request_head> parser(head, limits.headers_max);
    if (const auto ec = parser.parse(raw)) return reason_of(ec);
    head.keep_alive = head.version == 11;
    return check_meaning(limits, head);
}

bool is_host(std::string_view host)
{
    if (host.empty()) return false;
    std::string_view port;
    std::string_view name = host;
    if (host.front() == '[') {
        const auto end = host.find(']');
        if (end == std::string_view::npos || end < 3) return false;
        name = host.substr(1, end - 1);
        const auto rest = host.substr(end + 1);
        if (!rest.empty() && rest.front() != ':') return false;
        port = rest.empty() ? rest : rest.substr(1);
        const auto in_v6 = [](char c) {
            constexpr std::string_view allowed = "0123456789abcdefABCDEF:.";
            return allowed.find(c) != std::string_view::npos;
        };
        if (!std::all_of(name.begin(), name.end(), in_v6)) return false;
    } else {
        const auto colon = host.find(':');
        name = host.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view{} : host.substr(colon + 1);
        // unreserved / sub-delims of RFC 3986; a DNS name needs no percent-encoding.
        const auto in_name = [](char c) {
            return is_alphanumeric(c) ||
                   std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos;
        };
        if (name.empty() || !std::all_of(name.begin(), name.end(), in_name)) return false;
    }
    return port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
}

}  // namespace dsgw
