#pragma once

// Checks whether a running Datasette (--upstream) accepts the cookies that this gateway signs. With
// a different secret there, every user would be anonymous without any error.

#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/net/wire.hpp"

#include <string>

namespace dsgw {

enum class probe_outcome
{
    accepted,  ///< that Datasette recognises the actor of the probe
    refused,   ///< that Datasette treats the probe as anonymous: its secret differs
    unknown,   ///< no response, not a Datasette, or one that decides the actor itself
};

struct probe_result
{
    probe_outcome outcome;
    std::string text;  ///< the result and the remedy; "" if accepted
};

/// Asks for the identity of a made-up actor, whose signed cookie expires soon. A Datasette 0.65
/// that is closed to that actor reveals it by its logout page, which only an actor can see. Takes
/// at most a few seconds.
[[nodiscard]] task<probe_result> probe_upstream(
    asio::io_context& context, upstream_endpoint at, std::string secret
);

/// For serve: logs one line unless all is well.
/// @return false if it must not be used.
[[nodiscard]] task<bool> is_usable_upstream(
    asio::io_context& context, upstream_endpoint at, std::string secret
);

/// For a reload.
/// @throws std::runtime_error if it must not be used.
[[nodiscard]] task<> require_usable_upstream(
    asio::io_context& context, upstream_endpoint at, std::string secret
);

/// For check. Blocking.
[[nodiscard]] probe_result probe_upstream_now(
    const upstream_endpoint& at, const std::string& secret
);

}  // namespace dsgw
