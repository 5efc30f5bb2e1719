#include "gateway/http/strict_head.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>

namespace dsgw {

namespace http = boost::beast::http;

namespace {

/// Beast's grammar with no storage: fields become slices of the caller's bytes.
class slicing_parser final : public http::basic_parser<true>
{
public:
    slicing_parser(request_head& head, std::size_t headers_max)
        : head_(head), headers_max_(headers_max)
    {
        header_limit(UINT32_MAX);  // the session bounds the bytes before it calls
        body_limit(boost::none);
    }

private:
    using view = boost::beast::string_view;

    void on_request_impl(http::verb verb, view method, view target, int version, error_code& ec)
        override
    {
        head_.verb = verb;
        head_.method = method;
        head_.target = target;
        head_.version = static_cast<unsigned>(version);
        ec = {};
    }

    void on_field_impl(http::field id, view name, view value, error_code& ec) override
    {
        if (head_.fields.size() == headers_max_) {
            ec = errc::too_many_headers;
            return;
        }
        head_.fields.push_back({id, name, value});
    }

    void on_response_impl(int, view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(view body, error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, view body, error_code&) override
    {
        return body.size();
    }
    void on_finish_impl(error_code&) override {}

    request_head& head_;
    std::size_t headers_max_;
};

errc reason_of(const error_code& ec)
{
    if (ec.category() == gateway_category()) return static_cast<errc>(ec.value());
    if (ec == http::error::bad_target) return errc::malformed_target;
    if (ec == http::error::bad_content_length) return errc::malformed_content_length;
    if (ec == http::error::multiple_content_length) return errc::malformed_content_length;
    if (ec == http::error::bad_transfer_encoding) return errc::length_and_encoding;
    if (ec == http::error::bad_method || ec == http::error::bad_version) {
        return errc::malformed_request_line;
    }
    return errc::malformed_header_line;
}

/// What the checks of single fields have seen so far.
struct seen_fields
{
    bool host = false;
    bool content_length = false;
    bool transfer_encoding = false;
    bool upgrade_named = false;
    bool websocket = false;
};

error_code check_framing_field(const header_field& field, request_head& head, seen_fields& seen)
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
        if (equals_ignoring_case(option, "close")) head.keep_alive = false;
        if (equals_ignoring_case(option, "upgrade")) seen.upgrade_named = true;
        if (head.version == 10 && equals_ignoring_case(option, "keep-alive")) {
            head.keep_alive = true;
        }
    });
}

error_code check_field(const header_field& field, request_head& head, seen_fields& seen)
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
error_code reduce_target(request_head& head)
{
    auto& target = head.target;
    const auto is_plain = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
    if (!std::all_of(target.begin(), target.end(), is_plain)) return errc::malformed_target;
    if (target.front() == '/') return {};
    if (target == "*") {
        return head.verb == http::verb::options ? error_code() : errc::malformed_target;
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

/// @source RFC 6455 section 4.2.1.
error_code check_upgrade(request_head& head, const seen_fields& seen)
{
    // Any other protocol is ignored, as RFC 9110 section 7.8 allows: the request goes on without
    // it.
    if (!seen.websocket || !seen.upgrade_named) return {};
    const bool complete = head.verb == http::verb::get && head.version == 11 && !head.has_body() &&
                          head.find(http::field::sec_websocket_key) &&
                          head.find(http::field::sec_websocket_version);
    if (!complete) return errc::malformed_upgrade;
    head.upgrades_to_websocket = true;
    return {};
}

error_code check_meaning(const request_head_limits& limits, request_head& head)
{
    if (head.verb == http::verb::connect) return errc::connect_refused;
    if (head.target.size() > limits.target_bytes_max) return errc::target_too_long;
    seen_fields seen;
    for (const auto& field : head.fields) {
        if (const auto ec = check_field(field, head, seen)) return ec;
    }
    if (!seen.host && head.version == 11) return errc::missing_host;
    if (seen.transfer_encoding) {
        if (seen.content_length) return errc::length_and_encoding;
        head.framing = body_framing::chunked;
    }
    if (const auto ec = reduce_target(head)) return ec;
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

error_code parse_request_head(
    std::string_view raw, const request_head_limits& limits, request_head& head
)
{
    auto fields = std::move(head.fields);
    fields.clear();
    head = request_head{};
    head.fields = std::move(fields);

    if (has_folded_line(raw)) return errc::folded_header_line;
    slicing_parser parser(head, limits.headers_max);
    error_code ec;
    parser.put(boost::asio::buffer(raw.data(), raw.size()), ec);
    if (ec) return reason_of(ec);
    if (!parser.is_header_done()) return errc::malformed_header_line;
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
        // unreserved / sub-delims of RFC 3986; percent-encoding has no use in a DNS name.
        const auto in_name = [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos;
        };
        if (name.empty() || !std::all_of(name.begin(), name.end(), in_name)) return false;
    }
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
}

}  // namespace dsgw
