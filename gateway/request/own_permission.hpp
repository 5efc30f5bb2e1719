#pragma once

// Who may use what is the gateway's own: the permissions manage-secrets and gateway-status, decided
// here as Datasette decides its own. Pure.

#include "auth/actor.hpp"
#include "gateway/config/config.hpp"

#include <boost/json/value.hpp>

#include <string_view>

namespace dsgw {

inline constexpr std::string_view manage_secrets_permission = "manage-secrets";
inline constexpr std::string_view gateway_status_permission = "gateway-status";

/// Of one configuration, immutable.
class own_permission
{
public:
    /// @param name          as it stands in the `permissions` block.
    /// @param root_enabled  --root: the actor {"id": "root"} may.
    own_permission(const config& from, std::string_view name, bool root_enabled);

    /// Only ever for somebody who is logged in, even with an allow block that lets everybody:
    /// each change is somebody's.
    [[nodiscard]] bool allows(const auth::actor& who) const;

private:
    boost::json::value block_;  ///< of that name; null: nobody
    bool root_enabled_;
};

}  // namespace dsgw
