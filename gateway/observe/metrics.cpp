#include "gateway/observe/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <limits>
#include <sstream>

namespace dsgw {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using labels = std::vector<ClientMetric::Label>;

constexpr const char* prefix = "datasette_gateway_";

MetricFamily make_family(const char* name, const char* help, MetricType type)
{
    MetricFamily made;
    made.name = std::string(prefix) + name;
    made.help = help;
    made.type = type;
    return made;
}

ClientMetric make_sample(double value, MetricType type, labels by)
{
    ClientMetric made;
    made.label = std::move(by);
    if (type == MetricType::Counter)
        made.counter.value = value;
    else
        made.gauge.value = value;
    return made;
}

class collection
{
public:
    explicit collection(const metrics& from) : from_(from) {}

    [[nodiscard]] std::vector<MetricFamily> take()
    {
        add_requests();
        add_upstream_times();
        add_connections();
        add_traffic();
        add_logins();
        add_cache();
        add_passwords();
        add_secrets();
        add_reloads();
        add_process();
        return std::move(families_);
    }

private:
    MetricFamily& begin(const char* name, const char* help, MetricType type)
    {
        return families_.emplace_back(make_family(name, help, type));
    }

    static void add(MetricFamily& to, std::uint64_t value, labels by = {})
    {
        to.metric.push_back(make_sample(static_cast<double>(value), to.type, std::move(by)));
    }

    template <class Read>
    [[nodiscard]] std::uint64_t sum(Read read) const
    {
        std::uint64_t total = 0;
        for (const auto& each : from_.threads)
            total += read(*each);
        return total;
    }

    void add_requests()
    {
        auto& family = begin(
            "requests_total", "Requests, by status code; code 0: no response was sent.",
            MetricType::Counter
        );
        for (std::size_t actor = 0; actor < request_counts::actors.size(); ++actor) {
            for (unsigned status = 0; status <= request_counts::status_max; ++status) {
                const auto count = sum([&](const thread_counts& each) {
                    return each.requests.count(actor, status);
                });
                if (count == 0) continue;
                labels by{
                    {"actor", request_counts::actors[actor]}, {"code", std::to_string(status)}};
                add(family, count, std::move(by));
            }
        }
    }

    void add_upstream_times()
    {
        auto& family = begin(
            "upstream_duration_seconds",
            "Time from sending a request to Datasette to the last byte of its response.",
            MetricType::Histogram
        );
        ClientMetric sample;
        auto& histogram = sample.histogram;
        constexpr auto& bounds = time_counts::bounds;
        for (std::size_t i = 0; i <= bounds.size(); ++i) {
            histogram.sample_count +=
                sum([i](const thread_counts& each) { return each.upstream.count(i); });
            const bool is_last = i == bounds.size();
            ClientMetric::Bucket bucket;
            bucket.cumulative_count = histogram.sample_count;
            bucket.upper_bound = is_last ? std::numeric_limits<double>::infinity()
                                         : std::chrono::duration<double>(bounds[i]).count();
            histogram.bucket.push_back(bucket);
        }
        for (const auto& each : from_.threads)
            histogram.sample_sum += std::chrono::duration<double>(each->upstream.sum()).count();
        family.metric.push_back(std::move(sample));
    }

    void add_connections()
    {
        const auto begun = sum([](const thread_counts& t) { return t.connections_begun.read(); });
        const auto ended = sum([](const thread_counts& t) { return t.connections_ended.read(); });
        const auto refused =
            sum([](const thread_counts& t) { return t.connections_refused.read(); });
        add(begin(
                "connections_total", "Client connections accepted since the start.",
                MetricType::Counter
            ),
            begun);
        // Threads continue to count meanwhile.
        add(begin("connections", "Client connections that are open now.", MetricType::Gauge),
            begun - std::min(begun, ended));
        add(begin(
                "connections_refused_total",
                "Client connections rejected because a limit was reached.", MetricType::Counter
            ),
            refused);
    }

    void add_traffic()
    {
        add(begin(
                "received_bytes_total", "Bytes received from clients, including heads.",
                MetricType::Counter
            ),
            sum([](const thread_counts& t) { return t.traffic.received.read(); }));
        add(begin(
                "sent_bytes_total", "Bytes sent to clients, including heads.", MetricType::Counter
            ),
            sum([](const thread_counts& t) { return t.traffic.sent.read(); }));
    }

    void add_logins()
    {
        const auto& people = from_.people;
        add(begin(
                "logins_total", "Successful logins by password, and uses of the link of --root.",
                MetricType::Counter
            ),
            people.count(audit_event::logged_in));
        auto& failures = begin(
            "login_failures_total",
            "Failed logins: wrong passwords, and attempts refused by the throttle.",
            MetricType::Counter
        );
        add(failures, people.count(audit_event::log_in_failed), {{"reason", "wrong"}});
        add(failures, people.count(audit_event::throttled), {{"reason", "throttled"}});
    }

    void add_cache()
    {
        auto& lookups = begin(
            "credential_cache_lookups_total", "Lookups of credentials in the cache.",
            MetricType::Counter
        );
        const auto count = [&](tally auth::cache_counts::*which) {
            return sum([which](const thread_counts& t) { return (t.cache.*which).read(); });
        };
        using counts = auth::cache_counts;
        add(lookups, count(&counts::password_hits), {{"kind", "password"}, {"result", "hit"}});
        add(lookups, count(&counts::password_misses), {{"kind", "password"}, {"result", "miss"}});
        add(lookups, count(&counts::cookie_hits), {{"kind", "cookie"}, {"result", "hit"}});
        add(lookups, count(&counts::cookie_misses), {{"kind", "cookie"}, {"result", "miss"}});
    }

    void add_passwords()
    {
        const auto* pool = from_.passwords.load(std::memory_order_acquire);
        add(begin("kdf_queue_length", "Passwords waiting to be hashed.", MetricType::Gauge),
            pool ? pool->waiting() : 0);
        add(begin("kdf_hashes_total", "Password hashes computed.", MetricType::Counter),
            pool ? pool->computations() : 0);
    }

    void add_secrets()
    {
        auto& family =
            begin("secret_accesses_total", "Secrets requested by programs.", MetricType::Counter);
        add(family, from_.secrets.given.read(), {{"result", "given"}});
        add(family, from_.secrets.missing.read(), {{"result", "missing"}});
        add(family, from_.secrets.failed.read(), {{"result", "failed"}});
    }

    void add_reloads()
    {
        auto& family = begin("reloads_total", "Configuration reloads.", MetricType::Counter);
        add(family, from_.reloads.done.read(), {{"result", "done"}});
        add(family, from_.reloads.failed.read(), {{"result", "failed"}});
    }

    void add_process()
    {
        add(begin("build_info", "Always 1; the label is the version.", MetricType::Gauge), 1,
            {{"version", DSGW_VERSION}});
        const auto since =
            std::chrono::duration_cast<std::chrono::seconds>(from_.started.time_since_epoch());
        add(begin(
                "start_time_seconds", "Start time of the gateway, in seconds since 1970.",
                MetricType::Gauge
            ),
            static_cast<std::uint64_t>(since.count()));
    }

    const metrics& from_;
    std::vector<MetricFamily> families_;
};

}  // namespace

metrics::metrics(unsigned thread_count, const audit_log& logins) : people(logins)
{
    for (unsigned i = 0; i < thread_count; ++i)
        threads.push_back(std::make_unique<thread_counts>());
}

std::string metrics_text(const metrics& from)
{
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, collection(from).take());
    return out.str();
}

}  // namespace dsgw
