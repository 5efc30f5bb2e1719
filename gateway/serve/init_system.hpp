#pragma once

// The interface to systemd, or to anything that speaks its protocols: sockets that were bound
// before the process began, and notifications of its state. Without a service manager all of this
// does nothing.
// @source sd_listen_fds(3), sd_notify(3), sd_watchdog_enabled(3)

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

class init_system
{
public:
    /// Reads and unsets the variables, so that child processes do not inherit them. Call it while
    /// there are no other threads.
    /// @throws std::runtime_error that names an invalid variable.
    init_system();
    ~init_system();
    init_system(const init_system&) = delete;
    init_system& operator=(const init_system&) = delete;

    [[nodiscard]] bool has_sockets() const { return !sockets_.empty(); }

    /// The inherited descriptors, closed on exec. The caller owns them from now on.
    [[nodiscard]] std::vector<int> take_sockets();

    /// The service is ready, for the first time or again.
    void ready() const;
    void reloading() const;
    void stopping() const;
    void alive() const;

    /// The longest time between two calls of alive() that the service manager accepts.
    [[nodiscard]] std::optional<std::chrono::microseconds> patience() const { return patience_; }

private:
    void say(std::string_view state) const;

    std::vector<int> sockets_;
    int notify_ = -1;
    std::optional<std::chrono::microseconds> patience_;
};

}  // namespace dsgw
