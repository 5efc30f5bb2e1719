#include "gateway/upstream/tunnel.hpp"

#include "gateway/net/log_failure.hpp"

namespace dsgw {

namespace {

/// Shared by the two directions.
struct tunnel_state
{
    tunnel_state(
        client_connection& from, upstream_lease to, std::chrono::milliseconds limit,
        std::function<bool()> granted
    )
        : client(from),
          up(std::move(to)),
          idle(limit),
          is_granted(std::move(granted)),
          other_ended(up->socket.get_executor(), steady_clock::time_point::max())
    {}

    /// Bytes have moved: restart the idle limits of both directions.
    void touch()
    {
        client.read_limit.arm(idle);
        up->read_limit.arm(idle);
    }

    void end_upward()
    {
        upward_ended = true;
        other_ended.cancel();
        if (!stopped) stop();
    }

    void stop()
    {
        // A passed deadline cancels repeatedly, also operations that begin later.
        client.read_limit.pass_now();
        up->read_limit.pass_now();
    }

    client_connection& client;
    upstream_lease up;
    std::chrono::milliseconds idle;
    std::function<bool()> is_granted;
    steady_timer other_ended;
    bool upward_ended = false;
    bool stopped = false;
};

task<> send_upward(std::shared_ptr<tunnel_state> both)
{
    auto& client = both->client;
    while (!both->stopped) {
        if (client.in.empty()) {
            const auto got = co_await client.read_more();
            if (got.ec) break;
        }
        if (both->stopped || !both->is_granted()) break;
        write_pieces pieces;
        pieces[0] = asio::buffer(client.in.data(), client.in.size());
        const auto sent = co_await write_all(both->up->socket, pieces);
        if (sent.ec) break;
        client.in.clear();
        both->touch();
    }
}

}  // namespace

task<std::uint64_t> tunnel(
    client_connection& client, upstream_lease up, std::shared_ptr<void> owner,
    std::chrono::milliseconds idle, std::function<bool()> is_granted
)
{
    auto both = std::make_shared<tunnel_state>(client, std::move(up), idle, std::move(is_granted));
    both->touch();
    asio::co_spawn(
        both->up->socket.get_executor(), send_upward(both),
        [both, owner = std::move(owner)](const std::exception_ptr& failure) {
            log_failure("tunnel")(failure);
            both->end_upward();
        }
    );

    std::uint64_t bytes = 0;
    rate_floor unhurried(0, {});  // touch() has set the limit
    auto& in = both->up->in;
    while (!both->upward_ended) {
        if (in.empty()) {
            const auto room = in.prepare();
            const auto buffer = asio::buffer(room.data(), room.size());
            const auto [ec, n] = co_await both->up->socket.async_read_some(buffer, as_result);
            in.commit(n);
            if (ec) break;
        }
        if (!both->is_granted()) break;
        write_pieces pieces;
        pieces[0] = asio::buffer(in.data(), in.size());
        const auto sent = co_await client.write(pieces, unhurried);
        bytes += sent.bytes;
        if (sent.ec) break;
        in.clear();
        both->touch();
    }
    both->stopped = true;
    both->stop();
    while (!both->upward_ended)
        co_await both->other_ended.async_wait(as_result);
    client.read_limit.disarm();
    both->up->read_limit.disarm();
    co_return bytes;
}

}  // namespace dsgw
