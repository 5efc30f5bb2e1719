#pragma once

// Whether a Datasette that already runs (--upstream) accepts what this gateway signs. With another
// secret there, every user would be anonymous without a word.

#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/net/wire.hpp"

#include <string>

namespace dsgw {

enum class probe_outcome
{
    accepted,  ///< the Datasette there knows the probe
    refused,   ///< a Datasette there answers that the probe is nobody: it has another secret
    unknown,   ///< no answer, no Datasette, or one that decides by itself who is logged in
};

struct probe_result
{
    probe_outcome outcome;
    std::string text;  ///< what was found and what to do; "" if accepted
};

/// Asks who a made-up actor is, whose signed cookie expires soon. A Datasette 0.65 that is closed
/// to that actor says it by its log-out page, which only an actor gets. At most a few seconds.
[[nodiscard]] task<probe_result> probe_upstream(
    asio::io_context& context, upstream_endpoint at, std::string secret
);

/// For serve: one log line unless all is well. @return false if it must not be served.
[[nodiscard]] task<bool> is_usable_upstream(
    asio::io_context& context, upstream_endpoint at, std::string secret
);

/// For a reload. @throws std::runtime_error if it must not be served.
[[nodiscard]] task<> require_usable_upstream(
    asio::io_context& context, upstream_endpoint at, std::string secret
);

/// For check. Blocking.
[[nodiscard]] probe_result probe_upstream_now(
    const upstream_endpoint& at, const std::string& secret
);

}  // namespace dsgw
