#include "gateway/serve/apply_everywhere.hpp"

#include <boost/asio/post.hpp>

namespace dsgw {

task<> apply_everywhere(
    asio::io_context& context, std::vector<std::unique_ptr<worker>>& workers, live_config next
)
{
    auto left = std::make_shared<std::size_t>(workers.size());
    auto done =
        std::make_shared<steady_timer>(context.get_executor(), steady_clock::time_point::max());
    for (auto& each : workers) {
        each->apply(next, [&context, left, done] {
            asio::post(context, [left, done] {
                if (--*left == 0) done->cancel();
            });
        });
    }
    while (*left > 0)
        co_await done->async_wait(as_result);
}

}  // namespace dsgw
