#include "gateway/datasette/datasette_process.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/http_client.hpp"
#include "gateway/net/log_failure.hpp"

#include <boost/asio/read_until.hpp>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>

namespace dsgw {

namespace {

/// Datasette's own login link does not work here: the gateway prints its own.
bool is_token_line(std::string_view line)
{
    return line.find("/-/auth-token?token=") != std::string_view::npos;
}

/// A line of uvicorn's access log. The gateway has its own log, without secrets.
bool is_access_line(std::string_view line)
{
    return line.substr(0, 5) == "INFO:" && line.find(" - \"") != std::string_view::npos &&
           line.find(" HTTP/1.1\" ") != std::string_view::npos;
}

}  // namespace

datasette_process::datasette_process(
    asio::io_context& context, const serve_options& options, const config& configured,
    child_config copy, const launch_environment& around
)
    : context_(context),
      socket_(folder_.path() + "/datasette.sock"),
      copy_(std::move(copy)),
      command_(make_launch_command(options, configured, copy_, folder_, around, socket_)),
      output_(context.get_executor()),
      ended_signal_(context.get_executor(), steady_clock::time_point::max())
{}

void datasette_process::start()
{
    child_.emplace(command_);
    output_.assign(child_->release_output());
    asio::co_spawn(
        context_.get_executor(), pass_on_output(shared_from_this()), log_failure("datasette output")
    );
    asio::co_spawn(
        context_.get_executor(), watch(shared_from_this()), log_failure("datasette watch")
    );
}

task<> datasette_process::pass_on_output(std::shared_ptr<datasette_process> self)
{
    std::string pending;
    for (;;) {
        auto into = asio::dynamic_buffer(pending, limits::datasette_line_bytes_max);
        const auto [ec, size] =
            co_await asio::async_read_until(self->output_, into, '\n', as_result);
        const auto line_size = ec ? pending.size() : size;
        std::string_view line(pending.data(), line_size);
        while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
            line.remove_suffix(1);
        const bool passes = !line.empty() && !is_token_line(line) && !is_access_line(line);
        if (passes && self->said_)
            self->said_(line);
        else if (passes)
            spdlog::info("datasette: {}", line);
        pending.erase(0, line_size);
        if (ec && ec != asio::error::not_found) co_return;
    }
}

task<> datasette_process::watch(std::shared_ptr<datasette_process> self)
{
    descriptor ended(self->context_.get_executor(), dup(self->child_->pidfd()));
    co_await ended.async_wait(descriptor::wait_read, as_result);
    self->ended_ = self->child_->reap().value_or("ended");
    self->ended_signal_.cancel();
}

task<bool> datasette_process::wait_until_ready()
{
    const auto until = steady_clock::now() + limits::datasette_start_time;
    while (!ended_ && !stopping_ && steady_clock::now() < until) {
        // Any response will do; the favicon is public on both lines.
        fetch_request wanted{"/favicon.ico"};
        wanted.body = body_wanted::never;
        auto fetching = fetch_from_socket(context_, socket_, std::move(wanted));
        if (co_await std::move(fetching)) co_return true;
        steady_timer pause(context_.get_executor(), limits::datasette_ready_poll);
        co_await pause.async_wait(as_result);
    }
    co_return false;
}

task<std::string> datasette_process::wait_for_end()
{
    while (!ended_)
        co_await ended_signal_.async_wait(as_result);
    co_return *ended_;
}

void datasette_process::end_now() const
{
    if (child_ && !ended_) child_->signal(SIGKILL);
}

task<> datasette_process::stop(std::chrono::milliseconds patience)
{
    stopping_ = true;
    if (!child_ || ended_) co_return;
    child_->signal(SIGTERM);
    steady_timer last_word(context_.get_executor(), patience);
    last_word.async_wait([self = shared_from_this()](boost::system::error_code ec) {
        if (!ec && !self->ended_) self->child_->signal(SIGKILL);
    });
    co_await wait_for_end();
    last_word.cancel();
}

}  // namespace dsgw
