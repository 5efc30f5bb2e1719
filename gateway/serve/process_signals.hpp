#pragma once

// Signals of the server process: shutdown, reload, and signals without a meaning here. Runs on the
// main thread's io_context.

#include "gateway/net/wire.hpp"

#include <boost/asio/basic_signal_set.hpp>

#include <functional>

namespace dsgw {

/// From now on, a signal without a meaning here neither ends nor stops the process. Signals of job
/// control keep their action, except SIGTTOU and SIGTTIN, which would stop the server for a line on
/// its terminal.
void ignore_meaningless_signals();

/// Blocks SIGHUP, so that a reload requested during the start happens after it. Call it on the main
/// thread, before it starts others.
void hold_back_reloads();

class process_signals
{
public:
    /// Replaces the effect of ignore_meaningless_signals() and hold_back_reloads().
    explicit process_signals(asio::io_context& context);

    /// Calls `take` for each SIGHUP, SIGINT, SIGTERM or SIGQUIT; logs others at debug level. Never
    /// returns while the io_context runs.
    [[nodiscard]] task<> run(std::function<void(int number)> take);

private:
    asio::basic_signal_set<executor> signals_;
};

}  // namespace dsgw
