#pragma once

// Parses Basic credentials (RFC 7617), the value of an Authorization line. Pure; does not check
// them.

#include "base/secret_bytes.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace dsgw::auth {

struct basic_credentials
{
    std::string user;       ///< bytes before the first ':', as sent, may be empty
    secret_bytes password;  ///< bytes after it: any encoding, further colons, may be empty
};

/// @return whether the value's scheme is Basic, in any case (RFC 9110 section 11.1).
[[nodiscard]] bool is_basic(std::string_view authorization);

/// @param authorization  the value, stripped at both ends.
/// @return  errc::malformed_credentials for another scheme, missing or invalid base64, no colon.
///          Missing or superfluous padding is accepted, as in browsers and the plugin.
[[nodiscard]] boost::system::result<basic_credentials> parse_basic_credentials(
    std::string_view authorization
);

}  // namespace dsgw::auth
