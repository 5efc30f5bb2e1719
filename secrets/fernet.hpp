#pragma once

// Fernet, the format of secrets in the table (AES-128-CBC with HMAC-SHA256). Pure, except for
// randomness.

#include "auth/signed_cookie.hpp"
#include "base/secret_bytes.hpp"

#include <boost/system/result.hpp>

#include <array>
#include <string>
#include <string_view>

namespace dsgw::secrets {

/// A key for values: 16 bytes for the MAC and 16 for the cipher. Movable, wiped when it is
/// destroyed.
class fernet_key
{
public:
    /// @param text  base64 of 32 bytes with its padding, in either alphabet; white space at the
    ///              end, as in a file, is ignored.
    /// @return errc::malformed_key, errc::key_of_wrong_size.
    [[nodiscard]] static boost::system::result<fernet_key> parse(std::string_view text);

    [[nodiscard]] static fernet_key generate();

    /// As generate-encryption-key prints it: 44 characters, url-safe.
    [[nodiscard]] secret_bytes text() const;

    /// 8 hex digits by which people distinguish keys; they reveal nothing about the key.
    [[nodiscard]] std::string fingerprint() const;

    [[nodiscard]] bool is_same(const fernet_key& other) const;

    [[nodiscard]] std::string_view mac_key() const { return bytes_.view().substr(0, 16); }
    [[nodiscard]] std::string_view cipher_key() const { return bytes_.view().substr(16); }

private:
    explicit fernet_key(secret_bytes bytes) : bytes_(std::move(bytes)) {}

    secret_bytes bytes_;  // 32
};

using fernet_iv = std::array<unsigned char, 16>;

/// @return the token: url-safe base64 with padding. @throws std::runtime_error if OpenSSL fails.
[[nodiscard]] std::string seal_fernet(
    const fernet_key& key, std::string_view value, auth::unix_time made_at
);

/// With a given IV, for test vectors. Never use one IV for two values.
[[nodiscard]] std::string seal_fernet(
    const fernet_key& key, std::string_view value, auth::unix_time made_at, const fernet_iv& iv
);

/// Checks the MAC first and in constant time. Tokens do not expire. Stricter than Python's reader:
/// no other characters, no other alphabet.
/// @return errc::malformed_token, errc::wrong_key.
[[nodiscard]] boost::system::result<secret_bytes> open_fernet(
    const fernet_key& key, std::string_view token
);

}  // namespace dsgw::secrets
