#include "gateway/http/passed_headers.hpp"

#include "base/ascii.hpp"
#include "gateway/http/limits.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace dsgw {

namespace http = boost::beast::http;

namespace {

/// Sorted, lower case.
constexpr auto standard_names = std::to_array<std::string_view>({
    "accept",
    "accept-charset",
    "accept-datetime",
    "accept-encoding",
    "accept-language",
    "accept-profile",
    "alt-used",
    "b3",
    "baggage",
    "cache-control",
    "cdn-loop",
    "content-digest",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-location",
    "content-range",
    "content-type",
    "correlation-context",
    "date",
    "device-memory",
    "digest",
    "dnt",
    "downlink",
    "dpr",
    "early-data",
    "ect",
    "elastic-apm-traceparent",
    "idempotency-key",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "last-event-id",
    "max-forwards",
    "origin",
    "ping-from",
    "ping-to",
    "pragma",
    "prefer",
    "priority",
    "purpose",
    "range",
    "referer",
    "repr-digest",
    "rtt",
    "save-data",
    "sentry-trace",
    "service-worker",
    "service-worker-navigation-preload",
    "traceparent",
    "tracestate",
    "turbo-frame",
    "uber-trace-id",
    "upgrade-insecure-requests",
    "user-agent",
    "via",
    "viewport-width",
    "want-content-digest",
    "want-digest",
    "want-repr-digest",
    "warning",
    "width",
    "x-amzn-trace-id",
    "x-cloud-trace-context",
    "x-correlation-id",
    "x-pjax",
    "x-pjax-container",
    "x-requested-with",
    "x-turbo-request-id",
    "x-xsrf-token",
});
static_assert(std::ranges::is_sorted(standard_names));

/// Lower case.
constexpr auto standard_prefixes = std::to_array<std::string_view>(
    {"access-control-request-", "hx-", "mcp-", "sec-", "x-b3-", "x-csrf", "x-datadog-"}
);

/// '_' is stored as '-'.
constexpr auto own_names = std::to_array<std::string_view>({
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "sec-fetch-site",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-csrftoken",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-request-id",
});

constexpr std::size_t longest_own_name = 19;
static_assert(std::ranges::all_of(own_names, [](auto name) {
    return name.size() <= longest_own_name;
}));

bool begins_with(std::string_view name, std::string_view prefix)
{
    return name.size() >= prefix.size() &&
           equals_ignoring_case(name.substr(0, prefix.size()), prefix);
}

bool is_letters_digits_hyphens(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

/// -1, 0 or 1; `b` is lower case.
int compare_lower(std::string_view a, std::string_view b)
{
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const char c = to_lower(a[i]);
        if (c != b[i]) return c < b[i] ? -1 : 1;
    }
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

/// One flag for each of Beast's numbers.
const std::vector<bool>& standard_numbers()
{
    static const std::vector<bool> flags = [] {
        std::vector<bool> made;
        for (const auto name : standard_names) {
            const auto id = http::string_to_field({name.data(), name.size()});
            if (id == http::field::unknown) continue;
            const auto at = static_cast<std::size_t>(id);
            if (made.size() <= at) made.resize(at + 1);
            made[at] = true;
        }
        return made;
    }();
    return flags;
}

/// FNV-1a of the name in lower case; never 0.
std::uint64_t hash_of(std::string_view name)
{
    std::uint64_t hash = 14695981039346656037u;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(to_lower(c))) * 1099511628211u;
    return hash == 0 ? 1 : hash;
}

}  // namespace

bool has_standard_number(http::field id)
{
    const auto& flags = standard_numbers();
    const auto at = static_cast<std::size_t>(id);
    return at < flags.size() && flags[at];
}

bool is_standard_request_header(std::string_view name)
{
    if (!is_letters_digits_hyphens(name)) return false;
    const auto found = std::lower_bound(
        standard_names.begin(), standard_names.end(), name,
        [](std::string_view row, std::string_view wanted) { return compare_lower(wanted, row) > 0; }
    );
    if (found != standard_names.end() && compare_lower(name, *found) == 0) return true;
    return std::ranges::any_of(standard_prefixes, [name](auto prefix) {
        return begins_with(name, prefix);
    });
}

bool is_written_by_gateway(std::string_view name)
{
    if (name.size() > longest_own_name) return false;
    std::array<char, longest_own_name> folded{};
    std::ranges::transform(name, folded.begin(), [](char c) {
        return c == '_' ? '-' : to_lower(c);
    });
    const std::string_view wanted(folded.data(), name.size());
    return std::ranges::binary_search(own_names, wanted);
}

header_pass_list::header_pass_list(const std::vector<std::string>& entries)
{
    for (const auto& entry : entries) {
        if (check_entry(entry)) continue;
        if (entry.back() == '*')
            prefixes_.push_back(entry.substr(0, entry.size() - 1));
        else
            names_.push_back(entry);
    }
}

std::optional<problem> header_pass_list::check_entry(std::string_view entry)
{
    const bool is_prefix = entry.ends_with('*');
    const auto name = is_prefix ? entry.substr(0, entry.size() - 1) : entry;
    if (is_prefix && name.empty())
        return make_problem("would pass every header, including those that claim an identity");
    if (!is_token(name) || name.find('*') != name.npos)
        return make_problem("is not a header name, nor the beginning of one followed by a star");
    if (!is_prefix && is_written_by_gateway(name))
        return make_problem(
            "is a header that the gateway writes itself; it cannot be passed from clients"
        );
    return {};
}

bool header_pass_list::contains(std::string_view name) const
{
    const auto is_name = [name](const std::string& each) {
        return equals_ignoring_case(each, name);
    };
    const auto is_below = [name](const std::string& prefix) {
        return begins_with(name, prefix) && is_letters_digits_hyphens(name.substr(prefix.size()));
    };
    return std::ranges::any_of(names_, is_name) || std::ranges::any_of(prefixes_, is_below);
}

bool dropped_headers::note(std::string_view name)
{
    const auto hash = hash_of(name);
    // Examines only a few places, so a full table makes a name no more expensive.
    constexpr std::size_t places = 8;
    for (std::size_t i = 0; i < places; ++i) {
        auto& place = seen_[(hash + i) % limits::logged_header_names_max];
        auto seen = place.load(std::memory_order_relaxed);
        if (seen == 0 && place.compare_exchange_strong(seen, hash, std::memory_order_relaxed)) {
            spdlog::info(
                "the request header \"{}\" is not passed to Datasette; if it is needed, add it to "
                "plugins.datasette-gateway.upstream.pass_headers",
                name.substr(0, limits::logged_header_name_bytes_max)
            );
            return true;
        }
        if (seen == hash) return false;
    }
    return false;
}

dropped_headers& dropped_request_headers()
{
    static dropped_headers noted;
    return noted;
}

}  // namespace dsgw
