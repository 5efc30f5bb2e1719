#pragma once

// get_secret for programs: the environment variable first, then the store, else nothing. Values of
// names that are not in the catalogue are never returned.

#include "secrets/catalogue.hpp"
#include "secrets/store_thread.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw::secrets {

enum class value_source
{
    environment,
    store,
};

struct found_secret
{
    secret_bytes value;
    value_source source = value_source::store;
    std::int64_t version = 0;           ///< 0 from the environment
    std::optional<failure> unrecorded;  ///< see secret_value
};

/// Nothing: there is no such secret, or it has no value.
using found_answer = result<std::optional<found_secret>>;

/// Without a store: a registered secret whose variable is set, or nothing.
[[nodiscard]] std::optional<found_secret> get_from_environment(
    const catalogue& known, std::string_view name
);

/// `done` follows the rules of store_thread::read(); it is called before this returns if the store
/// is not needed. Values of the environment are returned unchanged, and their use is not recorded.
void get_secret(
    store_thread& store, const catalogue& known, secret_access what,
    std::function<void(found_answer)> done
);

}  // namespace dsgw::secrets
