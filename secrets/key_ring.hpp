#pragma once

// The encryption keys by name. The first one writes; any of them may have written what is there.

#include "secrets/fernet.hpp"
#include "store/failure.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::secrets {

/// How datasette-secrets calls its only key, in every row.
inline constexpr std::string_view plugin_key_name = "default";

struct named_key
{
    std::string name;
    fernet_key key;
};

/// A key as it is configured.
struct key_setting
{
    std::string name;   ///< as secret names: A-Z a-z 0-9 _ . -
    std::string text;   ///< as fernet_key::parse reads it
    std::string where;  ///< the place in the configuration, for messages
};

/// Immutable, thread-safe.
class key_ring
{
public:
    /// No keys at all: nothing can be opened or written.
    key_ring() = default;
    explicit key_ring(std::vector<named_key> keys) : keys_(std::move(keys)) {}

    /// @return errc::malformed_key, key_of_wrong_size, name_not_allowed; ambiguous_key_name for a
    ///         name that two different keys have. The same key twice under one name counts once.
    [[nodiscard]] static result<key_ring> parse(std::span<const key_setting> settings);

    [[nodiscard]] bool empty() const { return keys_.empty(); }

    /// The key that writes. @pre not empty.
    [[nodiscard]] const named_key& current() const { return keys_.front(); }

    /// @return null if no key is called so.
    [[nodiscard]] const named_key* find(std::string_view name) const;

    [[nodiscard]] std::span<const named_key> keys() const { return keys_; }

    struct opened
    {
        auth::secret_bytes value;
        const named_key* by;  ///< valid while the ring is
    };

    /// Tries the key that the row names, then all others: names may have changed since.
    /// @return errc::row_unreadable.
    [[nodiscard]] boost::system::result<opened> open(
        std::string_view row_key_name, std::string_view token
    ) const;

private:
    std::vector<named_key> keys_;
};

}  // namespace dsgw::secrets
