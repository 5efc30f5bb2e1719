// Step 9, log: one line for each request.

#include "gateway/observe/access_log.hpp"
#include "gateway/serve/session.hpp"

#include <chrono>
#include <string_view>

namespace dsgw {

void session::log(const exchange& x)
{
    // A connection that was closed before its first byte is not a request.
    if (x.error == errc::downstream_closed && x.method.empty()) return;
    const auto microseconds = [](steady_clock::duration time) {
        return std::chrono::duration_cast<std::chrono::microseconds>(time);
    };
    auto& counts = worker_.counts;
    counts.requests.add(request_counts::actor_index(x.who), x.status);
    if (x.upstream_began && x.upstream_ended >= *x.upstream_began)
        counts.upstream.add(microseconds(x.upstream_ended - *x.upstream_began));
    const auto format = x.at->settings().access_log;
    if (format == access_log_format::off) return;
    access_entry entry{};
    entry.at = std::chrono::system_clock::now();
    entry.client = x.client.empty() ? std::string_view(client_.address) : x.client;
    entry.actor = x.actor;
    entry.request_id = x.request_id;
    entry.method = x.method.empty() ? std::string_view("-") : x.method;
    entry.target = x.target.empty() ? std::string_view("-") : x.target;
    entry.status = x.status;
    entry.bytes = x.bytes;
    entry.duration = microseconds(steady_clock::now() - x.began);
    if (x.upstream_began) entry.upstream = microseconds(x.upstream_ended - *x.upstream_began);
    if (x.error) {
        entry.error = dsgw::name_of(*x.error);
        entry.side = dsgw::name_of(side_of(*x.error));
    }
    worker_.log.write(entry, format);
}

}  // namespace dsgw
