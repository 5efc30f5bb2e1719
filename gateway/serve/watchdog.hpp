#pragma once

// Tells the service manager that every thread works. If one hangs, the notification is not sent,
// and the service manager restarts the gateway.

#include "gateway/serve/init_system.hpp"
#include "gateway/serve/worker.hpp"

#include <memory>
#include <vector>

namespace dsgw {

class watchdog
{
public:
    /// @param workers  started threads, which must stop before the watchdog is destroyed.
    watchdog(
        asio::io_context& context, const init_system& init,
        const std::vector<std::unique_ptr<worker>>& workers
    );

    /// Runs until the context stops. Does nothing if the service manager expects no notifications.
    [[nodiscard]] task<> run();

private:
    void ask();
    void note_answer();

    asio::io_context& context_;
    const init_system& init_;
    const std::vector<std::unique_ptr<worker>>& workers_;
    std::size_t unanswered_ = 0;
};

}  // namespace dsgw
