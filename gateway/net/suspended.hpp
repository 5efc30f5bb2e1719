#pragma once

// Resumes a coroutine on its own thread when a callback arrives from another.

#include "gateway/net/wire.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

namespace dsgw {

/// Created on the coroutine's thread, where its handler stays. Keeps its io_context running.
template <class Handler>
class suspended
{
public:
    explicit suspended(Handler resumed)
        : handler_(std::move(resumed)), guard_(asio::get_associated_executor(handler_))
    {}

    /// Call it once, from any thread.
    /// @param value  the result for the coroutine; copied.
    template <class Value>
    static void resume(std::shared_ptr<suspended> waiting, Value value)
    {
        const auto home = waiting->guard_.get_executor();
        asio::post(home, [waiting = std::move(waiting), value = std::move(value)]() mutable {
            auto resumed = std::move(waiting->handler_);
            waiting->guard_.reset();
            std::move(resumed)(std::move(value));
        });
    }

private:
    Handler handler_;
    asio::executor_work_guard<asio::associated_executor_t<Handler>> guard_;
};

template <class Handler>
[[nodiscard]] std::shared_ptr<suspended<Handler>> suspend(Handler handler)
{
    return std::make_shared<suspended<Handler>>(std::move(handler));
}

}  // namespace dsgw
