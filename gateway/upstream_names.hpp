#pragma once

// The addresses behind the name in --upstream. The system's resolver cannot be interrupted, so
// nobody waits for it longer than they may, and at most one question is under way.

#include "gateway/errc.hpp"
#include "gateway/upstream_endpoint.hpp"
#include "gateway/wire.hpp"

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

    /// @param ask  look_up(), but for tests.
    explicit upstream_names(asio::io_context& context, lookup ask = look_up);

    /// What was found less than limits::name_lifetime ago, else what the system says within
    /// `limit` (0 = no limit), else what was found last.
    /// @return errc::upstream_timeout, or upstream_refused if the name has no address.
    [[nodiscard]] task<result<upstream_addresses>> find(
        const upstream_endpoint& endpoint, std::chrono::milliseconds limit
    );

private:
    /// Of one name. Outlives a question whose answer nobody waits for any more.
    struct entry
    {
        entry(asio::io_context& context, std::string name, std::uint16_t at)
            : host(std::move(name)), port(at), answered(context.get_executor())
        {
            answered.expires_at(steady_clock::time_point::max());
        }

        std::string host;
        std::uint16_t port;
        upstream_addresses addresses;
        steady_clock::time_point found_at{};
        bool is_asking = false;
        steady_timer answered;  // cancelled by each answer
    };

    [[nodiscard]] static task<> ask_for(std::shared_ptr<entry> one, lookup ask);
    [[nodiscard]] task<bool> wait_for_answer(
        std::shared_ptr<entry> one, std::chrono::milliseconds limit
    );

    asio::io_context& context_;
    lookup ask_;
    std::shared_ptr<entry> current_;
};

}  // namespace dsgw
