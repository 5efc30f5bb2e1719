#pragma once

// Messages that the next page shows once, as in Datasette: in the signed cookie ds_messages, which
// both can read.

#include "gateway/html/page_shell.hpp"
#include "gateway/request/exchange.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

inline constexpr std::string_view messages_cookie_name = "ds_messages";

/// The value of a Set-Cookie line. @param text  UTF-8.
[[nodiscard]] std::string keep_message(
    const exchange& ex, std::string_view text, message_kind kind
);

/// The value of a Set-Cookie line that removes the shown messages.
[[nodiscard]] std::string forget_messages(const exchange& ex);

/// @param cookie  as sent by the client, "" if there was none.
/// @return        none if the cookie is not from Datasette or the gateway.
[[nodiscard]] std::vector<flash_message> read_messages(const exchange& ex, std::string_view cookie);

}  // namespace dsgw
