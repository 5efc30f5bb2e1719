#pragma once

// Rules for a secret, its name and its note, and the normalisation of pasted values. Pure.

#include "base/secret_bytes.hpp"

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <string_view>

namespace dsgw::secrets {

/// [A-Za-z0-9_.-]{1,100}: names that can be created here. The plugin may have created others.
[[nodiscard]] bool is_allowed_name(std::string_view name);

/// One line: strips white space at both ends, like the plugin, since pasted keys have it. Several
/// lines (a PEM file): CRLF becomes LF, and nothing else changes. Only white space: "".
[[nodiscard]] secret_bytes tidy_value(std::string_view pasted);

/// @return errc::value_missing, value_too_long, value_is_binary, value_not_utf8; or success.
[[nodiscard]] boost::system::error_code check_value(std::string_view value);

/// The number of code points, as the plugin counts them.
/// @pre UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// @return errc::note_too_long, note_not_utf8; or success.
[[nodiscard]] boost::system::error_code check_note(std::string_view note);

}  // namespace dsgw::secrets
