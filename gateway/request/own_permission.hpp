#pragma once

// The permissions for the gateway's own pages, manage-secrets and gateway-status, decided as
// Datasette decides its own. Pure.

#include "auth/actor.hpp"
#include "gateway/config/config.hpp"

#include <boost/json/value.hpp>

#include <string_view>

namespace dsgw {

inline constexpr std::string_view manage_secrets_permission = "manage-secrets";
inline constexpr std::string_view gateway_status_permission = "gateway-status";

/// One permission of one configuration; immutable.
class own_permission
{
public:
    /// @param name          as written in the `permissions` block.
    /// @param root_enabled  with --root the actor {"id": "root"} is allowed.
    own_permission(const config& from, std::string_view name, bool root_enabled);

    /// Never allows anonymous visitors, even if the allow block allows everyone: each change must
    /// have an author.
    [[nodiscard]] bool allows(const auth::actor& who) const;

private:
    boost::json::value block_;  ///< of that name; null: no actor
    bool root_enabled_;
};

}  // namespace dsgw
