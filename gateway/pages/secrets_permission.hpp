#pragma once

// Who may manage secrets: the permission manage-secrets, decided here as Datasette decides it.
// Pure.

#include "auth/actor.hpp"
#include "gateway/config/config.hpp"

#include <boost/json/value.hpp>

namespace dsgw {

/// Of one configuration, immutable.
class secrets_permission
{
public:
    /// @param root_enabled  --root: the actor {"id": "root"} may.
    secrets_permission(const config& from, bool root_enabled);

    /// Only ever for somebody who is logged in, even with an allow block that lets everybody:
    /// each change is somebody's.
    [[nodiscard]] bool allows(const auth::actor& who) const;

private:
    boost::json::value block_;  ///< permissions.manage-secrets; null: nobody
    bool root_enabled_;
};

}  // namespace dsgw
