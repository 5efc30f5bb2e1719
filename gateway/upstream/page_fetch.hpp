#pragma once

// One page fetched from Datasette for the gateway's own use: small, bounded in time and size, and
// never an error that anybody sees.

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
    std::string client;              ///< on whose behalf: its network
    std::string actor_cookie;        ///< "ds_actor=…", or "" for nobody
    std::string authorization = {};  ///< or ""; wiped afterwards
    std::string_view accept = "text/html";
    /// For a connection, and again for the response.
    std::chrono::milliseconds time = limits::shell_page_time;
};

struct fetched_answer
{
    unsigned status = 0;
    std::string body;
};

/// @return the HTML of a page that came whole, with status 200, in time; else nothing.
[[nodiscard]] task<std::optional<std::string>> fetch_page(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
);

/// @return the response, whatever its status; nothing if it did not come whole and in time.
[[nodiscard]] task<std::optional<fetched_answer>> fetch_answer(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
);

/// @return the status of the answer, whose body is not waited for; nothing if none came in time.
[[nodiscard]] task<std::optional<unsigned>> fetch_status(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
);

}  // namespace dsgw
