#include "gateway/datasette/program_output.hpp"

#include <boost/asio/read.hpp>

#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace dsgw {

program_output::program_output(asio::io_context& context, const child_process::command& what)
    : program_(what.program),
      child_(what),
      output_(context.get_executor(), child_.release_output()),
      ended_(context.get_executor(), dup(child_.pidfd())),
      patience_(context.get_executor())
{}

task<std::string> program_output::read(std::chrono::seconds limit)
{
    patience_.expires_after(limit);
    patience_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
        if (ec) return;
        self->is_late_ = true;
        self->interrupt();
    });
    std::string written;
    auto into = asio::dynamic_buffer(written);
    co_await asio::async_read(output_, into, as_result);
    co_await ended_.async_wait(descriptor::wait_read, as_result);
    patience_.cancel();
    const auto how = child_.reap().value_or("did not end");
    if (is_late_) throw std::runtime_error("\"" + program_ + "\" did not respond in time");
    // Also if it had ended well before: the caller must not continue.
    if (is_interrupted_) throw std::runtime_error("\"" + program_ + "\" was interrupted");
    if (how != "exited with status 0")
        throw std::runtime_error("\"" + program_ + "\" " + how + ": " + written);
    co_return written;
}

void program_output::interrupt()
{
    is_interrupted_ = true;
    child_.signal(SIGKILL);
    // A child of the program may hold the other end of the pipe for ever.
    boost::system::error_code ignored;
    output_.close(ignored);
}

}  // namespace dsgw
