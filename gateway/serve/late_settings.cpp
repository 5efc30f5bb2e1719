#include "gateway/serve/late_settings.hpp"

#include "gateway/config/openings.hpp"

#include <spdlog/spdlog.h>

namespace dsgw {

void warn_of_late_settings(const gateway_settings& before, const gateway_settings& after)
{
    const auto warn_if = [](bool has_changed, const char* name) {
        if (has_changed) spdlog::warn("{}: the change takes effect at the next start", name);
    };
    warn_if(before.auth.kdf_threads != after.auth.kdf_threads, "auth.kdf_threads");
    warn_if(before.auth.kdf_queue != after.auth.kdf_queue, "auth.kdf_queue");
    warn_if(before.session.path != after.session.path, "session.path");
    warn_if(before.session.key != after.session.key, "session.key");
    warn_if(before.site != after.site, "site");
    warn_if(before.audit_path != after.audit_path, "audit.path");
    warn_if(before.admin != after.admin, "admin.listen");
}

void warn_of_openings(const config& before, const config& after, audit_log& audit)
{
    for (const auto& what : find_openings(before, after)) {
        spdlog::warn("this reload grants more access: {}", what);
        audit.write({audit_event::opened, {}, {}, what});
    }
}

}  // namespace dsgw
