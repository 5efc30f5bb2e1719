#pragma once

// Signals of the server process: stop requests, reloads, and those that have no meaning here. Runs
// on the main thread's io_context.

#include "gateway/net/wire.hpp"

#include <boost/asio/basic_signal_set.hpp>

#include <functional>

namespace dsgw {

/// From now on no signal that this server gives no meaning to ends or halts the process. Signals of
/// job control stay; SIGTTOU and SIGTTIN would halt the server for a line on its terminal.
void ignore_meaningless_signals();

/// Keeps SIGHUP waiting, so that a reload asked for during the start happens after it. For the main
/// thread, before it starts others.
void hold_back_reloads();

class process_signals
{
public:
    /// Takes the signals over from ignore_meaningless_signals() and hold_back_reloads().
    explicit process_signals(asio::io_context& context);

    /// Calls `take` with SIGHUP, SIGINT, SIGTERM or SIGQUIT whenever one arrives; others are a line
    /// at debug level. Never returns while the io_context runs.
    [[nodiscard]] task<> run(std::function<void(int number)> take);

private:
    asio::basic_signal_set<executor> signals_;
};

}  // namespace dsgw
