#pragma once

// Work that leaves an I/O thread and returns to it: a coroutine waits for a callback from another
// thread and continues on its own. Password hashes go to the kdf_pool, files to a thread_pool,
// questions about secrets to the thread of their store.

#include "auth/kdf_pool.hpp"
#include "gateway/net/wire.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace dsgw {

/// A waiting coroutine. Created on its thread, where its handler stays; keeps that thread's
/// io_context running.
template <class Handler>
class suspended_coroutine
{
public:
    explicit suspended_coroutine(Handler resumed)
        : handler_(std::move(resumed)), guard_(asio::get_associated_executor(handler_))
    {}

    template <class Value>
    static void resume(std::shared_ptr<suspended_coroutine> waiting, Value value)
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

template <class Value>
struct begin_waiting
{
    template <class Handler, class Start>
    void operator()(Handler handler, std::shared_ptr<Start> start) const
    {
        using coroutine = suspended_coroutine<Handler>;
        auto waiting = std::make_shared<coroutine>(std::move(handler));
        (*start)([waiting](Value value) { coroutine::resume(waiting, std::move(value)); });
    }
};

/// Waits for the value that a callback receives.
/// @param start  called once, on the caller's thread, with a copyable function `done(Value)`. It
///               must arrange that `done` is called exactly once: before it returns, or later on
///               any thread.
/// A plain function: in a coroutine, g++ 12 would destroy the initiation twice.
template <class Value, class Start>
[[nodiscard]] task<Value> await_callback(Start start)
{
    return asio::async_initiate<const asio::use_awaitable_t<executor>, void(Value)>(
        begin_waiting<Value>(), asio::use_awaitable_t<executor>(),
        std::make_shared<Start>(std::move(start))
    );
}

/// Computes a hash on the pool.
[[nodiscard]] task<auth::kdf_outcome> compute_hash(auth::kdf_pool& pool, auth::kdf_job job);

/// Runs the job on one of those threads.
/// @param job  its result is returned; it must not throw.
[[nodiscard]] task<std::string> run_blocking(
    asio::thread_pool& where, std::function<std::string()> job
);

}  // namespace dsgw
