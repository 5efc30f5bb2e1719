#pragma once

// Time limits of socket operations without a timer each: one coarse tick per I/O thread looks at
// all armed deadlines (limits::deadline_tick late at most) and cancels what has taken too long.

#include "gateway/net/wire.hpp"

#include <boost/intrusive/list.hpp>

#include <chrono>
#include <memory>

namespace dsgw {

class deadline_clock;

using deadline_hook =
    boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

/// One limit, armed anew for each step. When it passes, `expire` is called, and called again at
/// each tick until the deadline is disarmed: so an operation begun in between is cancelled as well.
class deadline : public deadline_hook
{
public:
    /// @return how much longer it may take after all; 0: `target` has been cancelled.
    using expire_function = std::chrono::milliseconds (*)(void* target);

    /// @param expire  must only cancel or shut down sockets of `target`, not touch deadlines.
    deadline(deadline_clock& clock, expire_function expire, void* target)
        : clock_(clock), expire_(expire), target_(target)
    {}

    /// @param limit  from now; 0 = no limit.
    void arm(std::chrono::milliseconds limit);
    void disarm();

    /// Passes now, whatever was armed, and stays so until it is disarmed or armed anew.
    void pass_now();

    /// The limit passed since it was last armed.
    [[nodiscard]] bool has_passed() const { return passed_; }

private:
    friend class deadline_clock;

    deadline_clock& clock_;
    expire_function expire_;
    void* target_;
    steady_clock::time_point at_{};
    bool passed_ = false;
};

/// Ticks only while something is armed.
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
