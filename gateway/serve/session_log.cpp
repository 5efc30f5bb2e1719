// Step 9, log: one line for each request.

#include "gateway/observe/access_log.hpp"
#include "gateway/serve/session.hpp"

#include <chrono>
#include <string_view>

namespace dsgw {

void session::log(const exchange& ex)
{
    // A connection that was closed before its first byte is not a request.
    if (ex.error == errc::downstream_closed && ex.method.empty()) return;
    const auto microseconds = [](steady_clock::duration time) {
        return std::chrono::duration_cast<std::chrono::microseconds>(time);
    };
    auto& counts = worker_.counts;
    counts.requests.add(request_counts::actor_index(ex.identity), ex.status);
    if (ex.upstream_began && ex.upstream_ended >= *ex.upstream_began)
        counts.upstream.add(microseconds(ex.upstream_ended - *ex.upstream_began));
    const auto format = ex.config->settings().access_log;
    if (format == access_log_format::off) return;
    access_entry entry{};
    entry.at = std::chrono::system_clock::now();
    entry.client = ex.client.empty() ? std::string_view(client_.address) : ex.client;
    entry.actor = ex.actor_id;
    entry.request_id = ex.request_id;
    entry.method = ex.method.empty() ? std::string_view("-") : ex.method;
    entry.target = ex.target.empty() ? std::string_view("-") : ex.target;
    entry.status = ex.status;
    entry.bytes = ex.bytes;
    entry.duration = microseconds(steady_clock::now() - ex.began);
    if (ex.upstream_began) entry.upstream = microseconds(ex.upstream_ended - *ex.upstream_began);
    if (ex.error) {
        entry.error = dsgw::name_of(*ex.error);
        entry.side = dsgw::name_of(side_of(*ex.error));
    }
    if (ex.refusal) entry.reason = auth::name_of(*ex.refusal);
    worker_.log.write(entry, format);
}

}  // namespace dsgw
