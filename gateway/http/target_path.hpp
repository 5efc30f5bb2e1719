#pragma once

// The normalised path of a request target, with which pages are matched: decoded, dot segments and
// repeated slashes resolved. Only for decisions: the target is forwarded as sent. Pure.

#include <string>
#include <string_view>

namespace dsgw {

/// Percent-decoded once; a percent sign without two hex digits is kept.
[[nodiscard]] std::string decode_percent(std::string_view text);

/// @param target  origin form, path and query.
/// @return        the path alone, percent-decoded once and normalised; always begins with '/'. A
///                percent sign without two hex digits is kept.
/// @source RFC 3986 sections 5.2.4 and 6.2.2.
[[nodiscard]] std::string normalise_path(std::string_view target);

/// @return true if normalise_path would not change the path, so that the work can be skipped.
[[nodiscard]] bool is_plain_path(std::string_view target);

/// Everything after the question mark, or "".
[[nodiscard]] std::string_view query_of(std::string_view target);

/// The next pair between ampersands; `query` keeps the rest.
[[nodiscard]] std::string_view take_pair(std::string_view& query);

/// The value of the first query parameter of that name, percent-decoded ('+' is a space), or "".
[[nodiscard]] std::string query_parameter(std::string_view target, std::string_view name);

}  // namespace dsgw
