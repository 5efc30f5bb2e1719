#pragma once

// From the settings to a store that is ready: the place, the keys, and with no key configured one
// that is made at the first start.

#include "secrets/key_ring.hpp"
#include "secrets/sqlite_store.hpp"
#include "secrets/store_place.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dsgw::secrets {

enum class key_check
{
    required,  ///< keys that open nothing are refused
    skipped,   ///< to look and to delete; no key is made
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
    std::unique_ptr<sqlite_store> store;
    std::shared_ptr<const key_ring> keys;
    store_place place;
    std::string made_key_path;  ///< absolute; "" unless the key was made just now
};

/// The configured keys, the plugin's after them, last the one that was made at a first start: so
/// what it wrote can still be read.
/// @return what decide_place(), key_ring::parse(), the files and sqlite_store::open() return;
///         errc::no_key where something is stored, or no place for a key.
[[nodiscard]] result<opened_store> open_store(const open_settings& settings);

/// Whether a failure of open_store() only means that there is nowhere to keep secrets: a container
/// without a home, a disk that is read-only. Without secrets configured, that is no error.
[[nodiscard]] bool is_lack_of_place(errc code);

}  // namespace dsgw::secrets
