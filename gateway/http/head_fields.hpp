#pragma once

// What request and response heads have in common: fields as slices of the receive buffer, how long
// the body is, and where a head ends. Nothing is copied: views are good while the buffer is
// untouched.

#include "base/ascii.hpp"

#include <boost/beast/http/field.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace dsgw {

/// One header line; white space round the value is already removed.
struct header_field
{
    boost::beast::http::field id;  ///< field::unknown for names that Beast has no number for
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

/// @param scanned  how much of `bytes` earlier calls have already looked through; is moved on.
/// @return the length of the head with its closing empty line, or nothing while that is missing. A
/// byte that no head can hold (a bare LF, say) ends it at once, so that nobody waits for a line end
/// that never comes: the parser then refuses the head.
[[nodiscard]] std::optional<std::size_t> find_head_end(
    std::string_view bytes, std::size_t& scanned
);

/// @return true if a line begins with a space or tab: obs-fold, which Beast joins silently.
[[nodiscard]] bool has_folded_line(std::string_view head);

}  // namespace dsgw
