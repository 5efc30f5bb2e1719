#pragma once

// The path of a request target in the one form in which pages are matched: decoded, dot segments
// and repeated slashes resolved. Only for deciding: what is forwarded is the target as it was sent.
// Pure.

#include <string>
#include <string_view>

namespace dsgw {

/// Percent-decoded once; a percent sign without two hex digits stands for itself.
[[nodiscard]] std::string decode_percent(std::string_view text);

/// @param target  origin form, path and query.
/// @return        the path alone, percent-decoded once and normalised; always begins with '/'. A
///                percent sign without two hex digits stands for itself.
/// @source RFC 3986 sections 5.2.4 and 6.2.2.
[[nodiscard]] std::string normalise_path(std::string_view target);

/// @return true if the path can only mean itself: nothing in it would change in normalise_path, so
///         the work of normalising can be spared.
[[nodiscard]] bool is_plain_path(std::string_view target);

/// All behind the question mark, or "".
[[nodiscard]] std::string_view query_of(std::string_view target);

/// The next of the pairs between ampersands; `query` keeps the rest.
[[nodiscard]] std::string_view take_pair(std::string_view& query);

/// The value of the first query parameter of that name, percent-decoded ('+' is a space), or "".
[[nodiscard]] std::string query_parameter(std::string_view target, std::string_view name);

}  // namespace dsgw
