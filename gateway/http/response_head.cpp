#include "gateway/http/response_head.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/http/slicing_parser.hpp"

namespace dsgw {

namespace http = boost::beast::http;

namespace {

/// @return false if the fields are contradictory.
bool read_fields(response_head& head, bool& sized, bool& chunked)
{
    bool upgrade_named = false;
    bool websocket = false;
    std::size_t connection_options = 0;
    for (const auto& field : head.fields) {
        if (field.id == http::field::content_length) {
            const auto length = parse_content_length(field.value);
            if (!length || sized) return false;
            head.content_length = *length;
            sized = true;
        } else if (field.id == http::field::transfer_encoding) {
            if (!equals_ignoring_case(field.value, "chunked") || chunked || head.version == 10) {
                return false;
            }
            chunked = true;
        } else if (field.id == http::field::connection) {
            for_each_list_element(field.value, [&](std::string_view option) {
                ++connection_options;
                if (equals_ignoring_case(option, "close")) head.keep_alive = false;
                if (equals_ignoring_case(option, "upgrade")) upgrade_named = true;
                if (head.version == 10 && equals_ignoring_case(option, "keep-alive")) {
                    head.keep_alive = true;
                }
            });
        } else if (field.id == http::field::upgrade) {
            websocket = equals_ignoring_case(field.value, "websocket");
        }
    }
    head.switches_to_websocket = head.status == 101 && upgrade_named && websocket;
    return !(sized && chunked) && connection_options <= limits::connection_options_max;
}

}  // namespace

result<> parse_response_head(
    std::string_view raw, std::size_t headers_max, bool to_head, response_head& head
)
{
    auto fields = std::move(head.fields);
    fields.clear();
    head = response_head{};
    head.fields = std::move(fields);

    if (has_folded_line(raw)) return errc::upstream_malformed;
    slicing_parser<false, response_head> parser(head, headers_max);
    if (parser.parse(raw) || head.status < 100) return errc::upstream_malformed;
    head.keep_alive = head.version == 11;
    bool sized = false;
    bool chunked = false;
    if (!read_fields(head, sized, chunked)) return errc::upstream_malformed;

    const bool bodiless = to_head || head.is_interim() || head.status == 204 || head.status == 304;
    if (bodiless) {
        head.framing = body_framing::none;
        // An upstream that announces a body where there must be none may well send it.
        // @source RFC 9110 section 8.6 and RFC 9112 section 6.1.
        const bool announces_body = chunked || head.content_length > 0;
        if (head.is_interim() && announces_body) return errc::upstream_malformed;
        if (head.status == 204 && announces_body) head.keep_alive = false;
    } else if (chunked) {
        head.framing = body_framing::chunked;
    } else if (sized) {
        head.framing = head.content_length > 0 ? body_framing::sized : body_framing::none;
    } else {
        head.framing = body_framing::until_close;
        head.keep_alive = false;
    }
    return {};
}

}  // namespace dsgw
