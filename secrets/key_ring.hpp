#pragma once

// The encryption keys by name. The first one encrypts new values; any of them may have encrypted a
// stored value.

#include "secrets/errc.hpp"
#include "secrets/fernet.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::secrets {

/// The name that datasette-secrets gives its only key in every row.
inline constexpr std::string_view plugin_key_name = "default";

struct named_key
{
    std::string name;
    fernet_key key;
};

/// A configured key.
struct key_setting
{
    std::string name;   ///< like the names of secrets: A-Z a-z 0-9 _ . -
    std::string text;   ///< the input of fernet_key::parse
    std::string where;  ///< its place in the configuration, for messages
};

/// Immutable, thread-safe.
class key_ring
{
public:
    /// Without keys, nothing can be decrypted or encrypted.
    key_ring() = default;
    explicit key_ring(std::vector<named_key> keys) : keys_(std::move(keys)) {}

    /// @return errc::malformed_key, key_of_wrong_size, name_not_allowed; ambiguous_key_name if two
    ///         different keys have the same name. The same key twice under one name counts once.
    [[nodiscard]] static result<key_ring> parse(std::span<const key_setting> settings);

    [[nodiscard]] bool empty() const { return keys_.empty(); }

    /// The key that encrypts new values.
    /// @pre not empty.
    [[nodiscard]] const named_key& current() const { return keys_.front(); }

    /// @return null if no key has that name.
    [[nodiscard]] const named_key* find(std::string_view name) const;

    [[nodiscard]] std::span<const named_key> keys() const { return keys_; }

    struct opened
    {
        secret_bytes value;
        const named_key* by;  ///< valid during the lifetime of the ring
    };

    /// Tries the key that the row names, then all others, since names may have changed.
    /// @return errc::row_unreadable.
    [[nodiscard]] boost::system::result<opened> open(
        std::string_view row_key_name, std::string_view token
    ) const;

private:
    std::vector<named_key> keys_;
};

}  // namespace dsgw::secrets
