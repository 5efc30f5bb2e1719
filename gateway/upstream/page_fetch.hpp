#pragma once

// Fetches one page from Datasette for the gateway's own use: small, limited in time and size.
// Failures never reach a client.

#include "gateway/http/limits.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

struct fetched_page
{
    std::string_view target;
    std::string host;
    std::string_view scheme;         ///< "http" or "https", as the client sees it
    std::string client;              ///< network of the client
    std::string actor_cookie;        ///< "ds_actor=…", or "" for an anonymous request
    std::string authorization = {};  ///< or ""; wiped afterwards
    std::string_view accept = "text/html";
    /// Time limit for a connection, and again for the response.
    std::chrono::milliseconds time = limits::shell_page_time;
};

struct fetched_answer
{
    unsigned status = 0;
    std::string body;
};

/// @return the HTML of a complete page with status 200; nothing on failure or timeout.
[[nodiscard]] task<std::optional<std::string>> fetch_page(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
);

/// @return the response, whatever its status; nothing if it is incomplete or late.
[[nodiscard]] task<std::optional<fetched_answer>> fetch_answer(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
);

/// @return the status of the response, without waiting for its body; nothing if there was none in
///         time.
[[nodiscard]] task<std::optional<unsigned>> fetch_status(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
);

}  // namespace dsgw
