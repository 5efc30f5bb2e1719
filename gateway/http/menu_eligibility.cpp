#include "gateway/http/menu_eligibility.hpp"

#include <algorithm>

namespace dsgw {

namespace http = boost::beast::http;

namespace {

bool is_page_status(unsigned status)
{
    const bool has_whole_body = status != 204 && status != 205 && status != 206;
    return (status >= 200 && status < 300 && has_whole_body) || status >= 400;
}

/// @param parameter  "charset=utf-8" or any other.
bool names_other_charset(std::string_view parameter)
{
    const auto equals = std::min(parameter.find('='), parameter.size());
    if (!equals_ignoring_case(parameter.substr(0, equals), "charset")) return false;
    auto charset = parameter.substr(std::min(equals + 1, parameter.size()));
    if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"')
        charset = charset.substr(1, charset.size() - 2);
    return !equals_ignoring_case(charset, "utf-8") && !equals_ignoring_case(charset, "utf8");
}

/// text/html without a charset, or with the charset of the inserted text.
bool is_utf8_html(std::string_view content_type)
{
    auto end = std::min(content_type.find(';'), content_type.size());
    if (!equals_ignoring_case(trim_blanks(content_type.substr(0, end)), "text/html")) return false;
    while (end < content_type.size()) {
        content_type.remove_prefix(end + 1);
        end = std::min(content_type.find(';'), content_type.size());
        if (names_other_charset(trim_blanks(content_type.substr(0, end)))) return false;
    }
    return true;
}

bool forbids_transforming(std::string_view cache_control)
{
    bool forbids = false;
    for_each_list_element(cache_control, [&forbids](std::string_view directive) {
        if (equals_ignoring_case(directive, "no-transform")) forbids = true;
    });
    return forbids;
}

/// Fields that describe the exact bytes, or mark a response that is not a page to display.
bool pins_bytes(const header_field& field)
{
    switch (field.id) {
        case http::field::etag:
        case http::field::last_modified:
        case http::field::accept_ranges:
        case http::field::content_range:
        case http::field::content_disposition:
        case http::field::digest:
        case http::field::content_md5:
            return true;
        case http::field::content_encoding:
            return !equals_ignoring_case(field.value, "identity");
        case http::field::cache_control:
            return forbids_transforming(field.value);
        default:
            return equals_ignoring_case(field.name, "content-digest") ||
                   equals_ignoring_case(field.name, "repr-digest");
    }
}

}  // namespace

bool may_take_menu(const response_head& head)
{
    if (!is_page_status(head.status)) return false;
    bool is_html = false;
    for (const auto& field : head.fields) {
        if (pins_bytes(field)) return false;
        if (field.id != http::field::content_type) continue;
        if (is_html || !is_utf8_html(field.value)) return false;
        is_html = true;
    }
    return is_html;
}

}  // namespace dsgw
