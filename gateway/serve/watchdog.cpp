#include "gateway/serve/watchdog.hpp"

#include <boost/asio/post.hpp>

namespace dsgw {

watchdog::watchdog(
    asio::io_context& context, const init_system& init,
    const std::vector<std::unique_ptr<worker>>& workers
)
    : context_(context), init_(init), workers_(workers)
{}

task<> watchdog::run()
{
    if (!init_.patience()) co_return;
    // Three times within the permitted interval.
    const auto pause = *init_.patience() / 3;
    steady_timer next(context_.get_executor());
    for (;;) {
        if (unanswered_ == 0) ask();
        next.expires_after(pause);
        co_await next.async_wait(as_result);
    }
}

void watchdog::ask()
{
    unanswered_ = workers_.size();
    for (const auto& each : workers_) {
        each->ping([this] { asio::post(context_, [this] { note_answer(); }); });
    }
}

void watchdog::note_answer()
{
    if (--unanswered_ == 0) init_.alive();
}

}  // namespace dsgw
