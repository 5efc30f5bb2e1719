#pragma once

// One private Datasette: its folder, its process, its output. Starts it, waits until it responds,
// and stops it. Runs on the main thread's io_context. datasette_supervisor decides about restarts.

#include "gateway/datasette/child_process.hpp"
#include "gateway/datasette/datasette_launch.hpp"
#include "gateway/net/wire.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

class datasette_process : public std::enable_shared_from_this<datasette_process>
{
public:
    /// @param copy  the configuration for the start; kept.
    datasette_process(
        asio::io_context& context, const serve_options& options, const config& configured,
        child_config copy, const launch_environment& around
    );

    /// Passes its output there, line by line, instead of to the log. Call it before start().
    void collect_output(std::function<void(std::string_view)> into) { said_ = std::move(into); }

    /// Starts it. @throws std::runtime_error if it cannot be started.
    void start();

    /// Waits until Datasette responds on its socket.
    /// @return false if it ended first, or took too long.
    [[nodiscard]] task<bool> wait_until_ready();

    /// Waits until the process has ended.
    /// @return how it ended.
    [[nodiscard]] task<std::string> wait_for_end();

    /// Sends SIGTERM, so that it finishes its requests, then SIGKILL. Returns when it has ended.
    [[nodiscard]] task<> stop(std::chrono::milliseconds patience);

    [[nodiscard]] const std::string& socket_path() const { return socket_; }
    [[nodiscard]] const child_config& copy() const { return copy_; }

    /// Ends wait_until_ready() early; the process itself runs until stop().
    void ask_to_stop() { stopping_ = true; }

    /// Sends SIGKILL at once; wait_for_end() and a stop() in progress return soon.
    void end_now() const;

    [[nodiscard]] bool has_ended() const { return ended_.has_value(); }

private:
    using descriptor = asio::posix::basic_stream_descriptor<executor>;

    [[nodiscard]] static task<> pass_on_output(std::shared_ptr<datasette_process> self);
    [[nodiscard]] static task<> watch(std::shared_ptr<datasette_process> self);

    asio::io_context& context_;
    private_folder folder_;
    std::string socket_;
    child_config copy_;
    child_process::command command_;
    std::optional<child_process> child_;
    descriptor output_;
    steady_timer ended_signal_;
    std::optional<std::string> ended_;
    std::function<void(std::string_view)> said_;  ///< empty: the log
    bool stopping_ = false;
};

}  // namespace dsgw
