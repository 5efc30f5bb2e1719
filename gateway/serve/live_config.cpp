#include "gateway/serve/live_config.hpp"

#include "gateway/config/openings.hpp"

#include <spdlog/spdlog.h>

namespace dsgw {

live_config make_live_config(
    const serve_options& options, const live_config& before, std::shared_ptr<const config> snapshot
)
{
    live_config made;
    made.snapshot = std::move(snapshot);
    made.upstream = before.upstream;
    if (options.ssl_certfile) {
        made.tls =
            make_tls_context(tls_files{*options.ssl_keyfile, *options.ssl_certfile}, before.tls);
        if (options.hsts.count() > 0) {
            made.hsts = "max-age=" + std::to_string(options.hsts.count());
        }
    }
    return made;
}

void warn_restart_required(const gateway_settings& before, const gateway_settings& after)
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
