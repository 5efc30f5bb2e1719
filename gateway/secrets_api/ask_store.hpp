#pragma once

// From an I/O thread to the thread of the store, and back to the caller's own thread.

#include "gateway/wire.hpp"
#include "secrets/get_secret.hpp"

#include <memory>
#include <optional>
#include <string>

namespace dsgw::secrets_api {

/// get_secret(), awaited. @return never null.
[[nodiscard]] task<std::shared_ptr<secrets::found_answer>> ask_secret(
    secrets::store_thread& store, std::shared_ptr<const secrets::catalogue> known, std::string name,
    std::optional<std::string> actor_id
);

}  // namespace dsgw::secrets_api
