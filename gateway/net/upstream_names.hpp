#pragma once

// The addresses behind the name in --upstream. The system's resolver cannot be interrupted, so
// nobody waits for it longer than they may, and at most one question is under way.

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

/// Asks the system. @return nothing if the name has no address.
[[nodiscard]] task<upstream_addresses> look_up(std::string host, std::uint16_t port);

class upstream_names
{
public:
    using lookup = std::function<task<upstream_addresses>(std::string host, std::uint16_t port)>;

    /// The last two are for tests.
    explicit upstream_names(
        asio::io_context& context, lookup ask = look_up,
        std::chrono::milliseconds lifetime = limits::name_lifetime
    );

    /// What was found last, at once; after its lifetime the system is asked again meanwhile. What
    /// has never been found is waited for, up to `limit` (0 = no limit).
    /// @return errc::upstream_timeout, or upstream_refused if the name has no address.
    [[nodiscard]] task<result<upstream_addresses>> find(
        const upstream_endpoint& endpoint, std::chrono::milliseconds limit
    );

private:
    /// One name. Outlives a question whose answer nobody waits for any more.
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
