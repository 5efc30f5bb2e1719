#include "gateway/serve/io_threads.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/serve/process_setup.hpp"

#include <boost/asio/post.hpp>

namespace dsgw {

void io_threads::start(
    const thread_surroundings& around, listen_sockets& sockets, const live_config& first
)
{
    const auto& settings = first.snapshot->settings;
    const auto kdf_threads = settings.auth.kdf_threads;
    passwords_.emplace(kdf_threads > 0 ? kdf_threads : available_cores(), settings.auth.kdf_queue);
    around.counted.passwords.store(&*passwords_, std::memory_order_release);
    guesses_.emplace(throttle_limits_of(settings.throttle));
    services_.emplace(worker_services{
        around.keys, password_checker{*passwords_, *guesses_}, around.revocations, around.counts,
        around.audit, around.root, around.ready, make_access_logger(), &around.secrets, &tokens_,
        sockets.are_kept_by_another() ? limits::shutdown_grace : limits::shutdown_grace.zero()});
    for (const int listening : sockets.release()) {
        auto& counts = *around.counted.threads[workers_.size()];
        workers_.push_back(std::make_unique<worker>(*services_, listening, first, counts));
    }
    for (auto& each : workers_) {
        each->start();
    }
}

task<> io_threads::apply(live_config next)
{
    auto left = std::make_shared<std::size_t>(workers_.size());
    auto done =
        std::make_shared<steady_timer>(context_.get_executor(), steady_clock::time_point::max());
    for (auto& each : workers_) {
        each->apply(next, [&context = context_, left, done] {
            asio::post(context, [left, done] {
                if (--*left == 0) done->cancel();
            });
        });
    }
    while (*left > 0)
        co_await done->async_wait(as_result);
}

void io_threads::configure_throttle(const throttle_settings& next)
{
    guesses_->configure(throttle_limits_of(next));
}

void io_threads::move_upstream(const upstream_endpoint& to)
{
    for (auto& each : workers_) {
        each->move_upstream(to);
    }
    tokens_.flush();
}

std::size_t io_threads::drain(const std::function<void()>& done)
{
    for (auto& each : workers_) {
        each->drain([&context = context_, done] { asio::post(context, done); });
    }
    return workers_.size();
}

void io_threads::stop()
{
    for (auto& each : workers_) {
        each->stop();
    }
    tokens_.stop();
}

}  // namespace dsgw
