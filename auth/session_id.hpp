#pragma once

// The id of a session that the gateway opened (key "g" of its cookie): unguessable, and it says
// which account opened it, so that a session ends with its account.

#include <optional>
#include <string>
#include <string_view>

namespace dsgw::auth {

/// For a session that no account stands behind: the link of --root.
[[nodiscard]] std::string make_session_id();

/// @param account  its name, as configured; any text.
[[nodiscard]] std::string make_session_id(std::string_view account);

/// @return the account's name; nothing for a session that no account stands behind. A view of
///         `session_id`.
[[nodiscard]] std::optional<std::string_view> account_of_session(std::string_view session_id);

}  // namespace dsgw::auth
