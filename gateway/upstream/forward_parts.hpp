#pragma once

// Shared by the steps of forward(): the two connections and the exchange between them.

#include "gateway/http/body_source.hpp"
#include "gateway/net/client_connection.hpp"
#include "gateway/net/rate_floor.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/request/request_guard.hpp"
#include "gateway/upstream/client_watch.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace dsgw {

/// Lives in the frame of forward().
struct forward_parts
{
    forward_parts(
        upstream_pool& all, client_connection& to, exchange& exchanged,
        std::shared_ptr<void> owned_by, const bool& is_draining, request_guard& asked
    );

    void drop_connection();

    /// Writes the client's head, if it is still to be sent, together with a piece of the body.
    /// @return would_block if some of it is left: call write_rest().
    [[nodiscard]] error_code write_at_once(
        std::string_view payload, bool is_last, body_framing to_client, std::string_view trailers
    );
    [[nodiscard]] task<error_code> write_rest();

    /// Writes the head alone: for a response without a body, or before one.
    [[nodiscard]] task<bool> write_head();

    upstream_pool& pool;
    client_connection& client;
    exchange& ex;
    std::shared_ptr<void> owner;
    const bool& draining;
    request_guard& guard;
    const gateway_settings& settings;
    upstream_lease up;
    client_watch watch;

private:
    std::optional<chunk_frame> frame_;
    write_pieces pieces_;  // being written to the client
    rate_floor write_floor_;
};

}  // namespace dsgw
