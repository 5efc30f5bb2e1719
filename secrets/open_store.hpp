#pragma once

// Opens a store from the settings: its place, its keys and, if no key is configured, a key
// generated at the first start.

#include "secrets/key_ring.hpp"
#include "secrets/secret_store.hpp"
#include "secrets/store_place.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dsgw::secrets {

enum class key_check
{
    required,  ///< keys that decrypt nothing are refused
    skipped,   ///< for reading metadata and deleting; no key is generated
};

struct open_settings
{
    place_settings place;
    std::vector<key_setting> keys;          ///< plugins.datasette-gateway.secrets.keys, in order
    std::optional<key_setting> plugin_key;  ///< plugins.datasette-secrets; its name is "default"
    key_check check = key_check::required;
};

struct opened_store
{
    std::unique_ptr<secret_store> store;
    std::shared_ptr<const key_ring> keys;
    store_place place;
    std::string made_key_path;  ///< absolute; "" unless a key has just been generated
};

/// Uses the configured keys, then the plugin's, and last the generated one, so that its values can
/// still be read.
/// @return the errors of decide_place(), key_ring::parse(), the files and secret_store::open();
///         errc::no_key if values are stored, or if there is no place for a key.
[[nodiscard]] result<opened_store> open_store(const open_settings& settings);

/// Whether a failure of open_store() only means that there is no place to store secrets: a
/// container without a home directory, a read-only disk. If no secrets are configured, that is not
/// an error.
[[nodiscard]] bool is_lack_of_place(boost::system::error_code code);

}  // namespace dsgw::secrets
