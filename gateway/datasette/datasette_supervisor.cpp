#include "gateway/datasette/datasette_supervisor.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/log_failure.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

namespace dsgw {

datasette_supervisor::datasette_supervisor(
    asio::io_context& context, const serve_options& options, launch_environment around,
    std::function<void(upstream_endpoint)> moved
)
    : context_(context),
      options_(options),
      around_(std::move(around)),
      moved_(std::move(moved)),
      pause_(context.get_executor())
{}

upstream_endpoint datasette_supervisor::endpoint() const
{
    upstream_endpoint at;
    at.unix_path = current_->socket_path();
    return at;
}

cors_headers datasette_supervisor::cors() const
{
    const auto& given = options_.child_arguments;
    if (std::find(given.begin(), given.end(), "--cors") == given.end()) return cors_headers::none;
    return installed_.line == datasette_line::v0_65 ? cors_headers::v0_65 : cors_headers::v1_0;
}

std::shared_ptr<datasette_process> datasette_supervisor::launch(const config& configured)
{
    auto copy = make_child_config_for(installed_, configured);
    auto made = std::make_shared<datasette_process>(
        context_, options_, configured, std::move(copy), around_
    );
    made->start();
    return made;
}

task<bool> datasette_supervisor::start(std::shared_ptr<const config> configured)
{
    auto looking = look_at_datasette(context_, options_.datasette, *configured, asked_);
    installed_ = co_await std::move(looking);
    if (is_interrupted_) co_return false;
    for (const auto& each : make_child_config_for(installed_, *configured).warnings) {
        spdlog::warn("{}: {}", each.location, describe(each));
    }
    configured_ = std::move(configured);
    current_ = launch(*configured_);
    const bool answers = co_await wait_for(current_);
    ready_ = answers;
    co_return answers;
}

task<> datasette_supervisor::keep_running()
{
    auto delay = limits::restart_delay_first;
    auto started = steady_clock::now();
    while (!giving_up_) {
        const auto watched = current_;
        const auto how = co_await watched->wait_for_end();
        if (giving_up_) co_return;
        if (watched != current_) continue;  // another one has replaced it
        ready_ = false;
        if (steady_clock::now() - started > limits::restart_delay_reset) {
            delay = limits::restart_delay_first;
        }
        spdlog::error("Datasette {}; starting it again in {} ms", how, delay.count());
        pause_.expires_after(delay);
        co_await pause_.async_wait(as_result);
        delay = std::min(delay * 2, limits::restart_delay_last);
        started = steady_clock::now();
        const bool up = giving_up_ || watched != current_ || co_await restart();
        if (up && !giving_up_) spdlog::info("Datasette is running again");
    }
}

task<bool> datasette_supervisor::restart()
{
    try {
        current_ = launch(*configured_);
    } catch (const std::exception& e) {
        spdlog::error("{}", e.what());
        co_return false;
    }
    const auto launched = current_;
    const bool answers = co_await wait_for(launched);
    // A process that lives but does not respond would never be restarted.
    if (!answers) co_await launched->stop(limits::datasette_stop_time);
    if (!answers || launched != current_) co_return false;
    moved_(endpoint());
    ready_ = true;
    co_return true;
}

task<std::shared_ptr<datasette_process>> datasette_supervisor::prepare(const config& next)
{
    const auto copy = make_child_config_for(installed_, next);
    for (const auto& each : copy.warnings) {
        spdlog::warn("{}: {}", each.location, describe(each));
    }
    const bool same = is_same(copy, current_->copy()) && next.layout == configured_->layout;
    if (same && !current_->has_ended()) co_return nullptr;
    if (is_interrupted_) throw std::runtime_error("the gateway is stopping");
    auto prepared = launch(next);
    const bool answers = co_await wait_for(prepared);
    if (!answers) {
        co_await prepared->stop(limits::datasette_stop_time);
        throw std::runtime_error("Datasette does not start with this configuration");
    }
    co_return prepared;
}

std::shared_ptr<datasette_process> datasette_supervisor::switch_to(
    std::shared_ptr<datasette_process> next, std::shared_ptr<const config> configured
)
{
    configured_ = std::move(configured);
    if (!next) return nullptr;
    std::swap(current_, next);
    ready_ = true;
    return next;
}

task<bool> datasette_supervisor::wait_for(std::shared_ptr<datasette_process> starting)
{
    if (is_interrupted_) co_return false;
    starting_.push_back(starting);
    const bool answers = co_await starting->wait_until_ready();
    std::erase(starting_, starting);
    co_return answers;
}

/// The flag is kept: a stop request that arrives between two waits must end the second one.
void datasette_supervisor::interrupt()
{
    is_interrupted_ = true;
    if (asked_) asked_->interrupt();
    for (const auto& each : starting_) {
        each->ask_to_stop();
    }
}

void datasette_supervisor::retire(
    std::shared_ptr<datasette_process> replaced, std::chrono::milliseconds patience
)
{
    retired_.push_back(replaced);
    asio::co_spawn(
        context_.get_executor(), end_retired(std::move(replaced), patience),
        log_failure("replaced Datasette")
    );
    if (retired_.size() <= limits::datasettes_retired_max) return;
    spdlog::warn(
        "{} replaced Datasettes are still running: stopping the oldest, which cuts off its "
        "requests",
        retired_.size()
    );
    retired_.front()->end_now();
    retired_.erase(retired_.begin());
}

task<> datasette_supervisor::end_retired(
    std::shared_ptr<datasette_process> replaced, std::chrono::milliseconds patience
)
{
    co_await replaced->stop(patience);
    std::erase(retired_, replaced);
}

task<> datasette_supervisor::stop()
{
    giving_up_ = true;
    interrupt();
    pause_.cancel();
    for (const auto& each : retired_) {
        each->end_now();
    }
    if (current_) co_await current_->stop(limits::datasette_stop_time);
    while (!retired_.empty()) {
        const auto last = retired_.back();
        co_await last->wait_for_end();
        std::erase(retired_, last);
    }
}

}  // namespace dsgw
