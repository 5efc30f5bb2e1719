#pragma once

// The addresses of the name in --upstream. The system's resolver cannot be interrupted, so callers
// wait for it with a limit, and at most one lookup is in progress.

#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/http/errc.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/wire.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dsgw {

using upstream_addresses = std::vector<stream_protocol::endpoint>;

/// Asks the system.
/// @return nothing if the name has no address.
[[nodiscard]] task<upstream_addresses> look_up(std::string host, std::uint16_t port);

class upstream_names
{
public:
    using lookup = std::function<task<upstream_addresses>(std::string host, std::uint16_t port)>;

    /// The last two parameters are for tests.
    explicit upstream_names(
        asio::io_context& context, lookup ask = look_up,
        std::chrono::milliseconds lifetime = limits::name_lifetime
    );

    /// Returns the last result at once; after its lifetime, a new lookup runs in the background.
    /// The first lookup is awaited, up to `limit` (0 = no limit).
    /// @return errc::upstream_timeout, or upstream_refused if the name has no address.
    [[nodiscard]] task<result<upstream_addresses>> find(
        const upstream_endpoint& endpoint, std::chrono::milliseconds limit
    );

private:
    /// One name. Outlives a lookup whose result is no longer awaited.
    struct entry
    {
        std::string host;
        std::uint16_t port = 0;
        upstream_addresses addresses;
        steady_clock::time_point asked_at{};
        bool is_asking = false;
        std::vector<steady_timer*> waiting;
    };

    [[nodiscard]] static task<> ask_for(std::shared_ptr<entry> one, lookup ask);
    [[nodiscard]] task<> wait_for_answer(
        std::shared_ptr<entry> one, std::chrono::milliseconds limit
    );

    asio::io_context& context_;
    lookup ask_;
    std::chrono::milliseconds lifetime_;
    std::shared_ptr<entry> current_;
};

}  // namespace dsgw
