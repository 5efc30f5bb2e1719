#pragma once

// Runs a program to its end and returns its output, on the main thread's io_context.

#include "gateway/datasette/child_process.hpp"
#include "gateway/net/wire.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace dsgw {

class program_output : public std::enable_shared_from_this<program_output>
{
public:
    /// Starts it. @throws std::runtime_error if it cannot be started.
    program_output(asio::io_context& context, const child_process::command& what);

    /// Waits until the program has ended.
    /// @return its output.
    /// @throws std::runtime_error if it fails, takes longer than `limit`, or is interrupted.
    [[nodiscard]] task<std::string> read(std::chrono::seconds limit);

    /// read() throws soon, even if the program has already ended and read() is about to return.
    void interrupt();

    /// By interrupt() or because the time was up.
    [[nodiscard]] bool is_interrupted() const { return is_interrupted_; }

private:
    using descriptor = asio::posix::basic_stream_descriptor<executor>;

    std::string program_;
    child_process child_;
    descriptor output_;
    descriptor ended_;
    steady_timer patience_;
    bool is_late_ = false;
    bool is_interrupted_ = false;
};

}  // namespace dsgw
