#include "gateway/serve/live_config.hpp"

#include "gateway/config/openings.hpp"
#include "gateway/config/settings_table.hpp"

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
    for (const auto& row : settings_table()) {
        if (row.needs_restart == nullptr || !row.needs_restart(before, after)) continue;
        spdlog::warn("{}: the change takes effect at the next start", row.key);
    }
}

void warn_of_openings(const config& before, const config& after, audit_log& audit)
{
    for (const auto& what : find_openings(before, after)) {
        spdlog::warn("this reload grants more access: {}", what);
        audit.write({audit_event::opened, {}, {}, what});
    }
}

}  // namespace dsgw
