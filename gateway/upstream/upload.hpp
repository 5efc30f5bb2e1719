#pragma once

// Sends a request body to Datasette while the response is already awaited: a separate coroutine, so
// that an early response (403, 413) is seen at once. Runs on the connection's thread.

#include "gateway/config/settings.hpp"
#include "gateway/http/body_source.hpp"
#include "gateway/http/errc.hpp"
#include "gateway/net/client_connection.hpp"
#include "gateway/net/rate_floor.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace dsgw {

/// Reads once from a body that the client sends, under its minimum rate.
/// @return body_timeout or downstream_closed, if no bytes have arrived.
[[nodiscard]] task<result<>> read_body_piece(client_connection& client, rate_floor& floor);

class upload
{
public:
    /// @param owner  keeps `client` alive until the upload has ended.
    upload(
        client_connection& client, upstream_lease up, body_source source, body_framing framing,
        const gateway_settings& settings, std::shared_ptr<void> owner
    );

    /// @param check  returns the reason why no more of the body may be sent.
    void check_before_each_piece(std::function<result<>()> check) { check_ = std::move(check); }

    static void start(const std::shared_ptr<upload>& self);

    [[nodiscard]] bool has_ended() const { return ended_; }

    /// Why it ended early: the client's fault (body_timeout, malformed_chunk, body_too_large,
    /// downstream_closed), a lost grant (credentials_required, token_unverified) or Datasette's
    /// (upstream_closed: it does not read any more).
    [[nodiscard]] std::optional<errc> failure() const { return failure_; }

    /// Stops the upload, and waits until it has ended. Neither connection can be used after that,
    /// unless the upload had ended by itself.
    [[nodiscard]] task<> stop();

private:
    [[nodiscard]] task<> run();
    [[nodiscard]] task<result<>> send_body();
    [[nodiscard]] task<bool> send_piece(std::string_view payload);
    void end(result<> outcome);

    client_connection& client_;
    upstream_lease up_;
    body_source source_;
    body_framing framing_;
    const gateway_settings& settings_;
    rate_floor floor_;
    std::shared_ptr<void> owner_;
    std::function<result<>()> check_;
    steady_timer ended_signal_;
    std::optional<errc> failure_;
    bool ended_ = false;
    bool stopping_ = false;
};

}  // namespace dsgw
