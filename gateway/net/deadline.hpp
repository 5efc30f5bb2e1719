#pragma once

// Time limits of socket operations without a timer each. One coarse tick per I/O thread checks all
// armed deadlines (at most limits::deadline_tick late) and cancels operations that took too long.

#include "gateway/net/wire.hpp"

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <ctime>
#include <memory>

namespace dsgw {

/// The time of the kernel's last tick, some milliseconds ago: exact enough for limits of seconds,
/// and read without asking the hardware. Never later than steady_clock::now().
[[nodiscard]] inline steady_clock::time_point coarse_now()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return steady_clock::time_point(
        std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec)
    );
}

class deadline_clock;

using deadline_hook =
    boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

/// One limit, armed again for each step. When it passes, `expire` is called at each tick until the
/// deadline is disarmed, so that operations begun in between are cancelled too.
class deadline : public deadline_hook
{
public:
    /// @return the additional time that is granted; 0: `target` was cancelled.
    using expire_function = std::chrono::milliseconds (*)(void* target);

    /// @param expire  may only cancel or shut down sockets of `target`, and must not touch
    ///                deadlines.
    deadline(deadline_clock& clock, expire_function expire, void* target)
        : clock_(clock), expire_(expire), target_(target)
    {}

    /// @param limit  from now; 0 = no limit.
    void arm(std::chrono::milliseconds limit);
    void disarm();

    /// Passes now, even if it was not armed, until it is disarmed or armed again.
    void pass_now();

    /// Whether the limit has passed since it was last armed.
    [[nodiscard]] bool has_passed() const { return passed_; }

private:
    friend class deadline_clock;

    deadline_clock& clock_;
    expire_function expire_;
    void* target_;
    steady_clock::time_point at_{};
    bool passed_ = false;
};

/// Ticks only while a deadline is armed.
class deadline_clock
{
public:
    explicit deadline_clock(asio::io_context& context) : timer_(context.get_executor()) {}

private:
    friend class deadline;

    void tick();
    void schedule();

    using list = boost::intrusive::list<
        deadline, boost::intrusive::base_hook<deadline_hook>,
        boost::intrusive::constant_time_size<false>>;
    list armed_;
    steady_timer timer_;
    bool scheduled_ = false;
    // A tick that is due when the clock is destroyed is still called: it looks at this first.
    std::shared_ptr<const char> life_ = std::make_shared<char>('\0');
};

}  // namespace dsgw
