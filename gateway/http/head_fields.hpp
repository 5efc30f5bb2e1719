#pragma once

// Shared by request and response heads: fields as slices of the receive buffer, the length of the
// body, and the end of a head. Nothing is copied: views are valid until the buffer changes.

#include "base/ascii.hpp"

#include <boost/beast/http/field.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace dsgw {

/// One header line; white space around the value has been removed.
struct header_field
{
    boost::beast::http::field id;  ///< field::unknown for names that are not in Beast's list
    std::string_view name;
    std::string_view value;
};

using header_fields = std::vector<header_field>;

/// How the end of a body is found.
enum class body_framing
{
    none,
    sized,        ///< Content-Length
    chunked,      ///< Transfer-Encoding: chunked
    until_close,  ///< responses only
};

/// Calls `visit` with each non-empty element of a comma-separated list, white space removed.
template <class Visit>
void for_each_list_element(std::string_view list, Visit visit)
{
    while (!list.empty()) {
        const auto comma = list.find(',');
        const auto element = trim_blanks(list.substr(0, comma));
        if (!element.empty()) visit(element);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
}

/// Digits only, at most 18 of them (so that sums cannot overflow).
/// @source RFC 9110 section 8.6.
[[nodiscard]] std::optional<std::uint64_t> parse_content_length(std::string_view value);

/// @param scanned  the number of bytes examined by earlier calls; it is updated.
/// @return the length of the head with its closing empty line, or nothing while it is incomplete. A
///         byte that a head must not contain (a bare LF, for example) ends it at once, instead of a
///         wait for a line end that never arrives; the parser then refuses the head.
[[nodiscard]] std::optional<std::size_t> find_head_end(
    std::string_view bytes, std::size_t& scanned
);

/// @return true if a line begins with a space or tab: obs-fold, which Beast joins silently.
[[nodiscard]] bool has_folded_line(std::string_view head);

}  // namespace dsgw
