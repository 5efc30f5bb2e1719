#pragma once

// The other end of systemd, or of whatever speaks its protocols: sockets that were bound before the
// process began, and word of how it is. Without a service manager all of this does nothing.
//
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
    /// Takes what stands in the environment out of it: what this process starts is not meant. While
    /// there are no other threads.
    /// @throws std::runtime_error that says which variable makes no sense.
    init_system();
    ~init_system();
    init_system(const init_system&) = delete;
    init_system& operator=(const init_system&) = delete;

    [[nodiscard]] bool has_sockets() const { return !sockets_.empty(); }

    /// Descriptors that were handed over, closed on exec; the caller's from now on.
    [[nodiscard]] std::vector<int> take_sockets();

    /// The service is as it should be, from now on or again.
    void ready() const;
    void reloading() const;
    void stopping() const;
    void alive() const;

    /// Where the service manager waits for alive(): how long at most.
    [[nodiscard]] std::optional<std::chrono::microseconds> patience() const { return patience_; }

private:
    void say(std::string_view state) const;

    std::vector<int> sockets_;
    int notify_ = -1;
    std::optional<std::chrono::microseconds> patience_;
};

}  // namespace dsgw
