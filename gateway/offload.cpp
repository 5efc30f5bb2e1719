#include "gateway/offload.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <memory>

namespace dsgw {

namespace {

/// A coroutine that waits for a callback from another thread. The guard keeps its io_context
/// running.
template <class Handler>
struct suspended
{
    explicit suspended(Handler resumed)
        : handler(std::move(resumed)), guard(asio::get_associated_executor(handler))
    {}

    Handler handler;
    asio::executor_work_guard<asio::associated_executor_t<Handler>> guard;
};

struct start_check
{
    auth::kdf_pool* pool;

    template <class Handler>
    void operator()(Handler handler, std::shared_ptr<auth::kdf_job> job) const
    {
        auto waiting = std::make_shared<suspended<Handler>>(std::move(handler));
        pool->submit(std::move(*job), [waiting](auth::kdf_outcome outcome) {
            auto& guard = waiting->guard;
            asio::post(guard.get_executor(), [waiting, outcome] {
                auto resume = std::move(waiting->handler);
                waiting->guard.reset();
                std::move(resume)(outcome);
            });
        });
    }
};

struct start_blocking
{
    asio::thread_pool* where;

    template <class Handler>
    void operator()(Handler handler, std::shared_ptr<std::function<std::string()>> job) const
    {
        auto waiting = std::make_shared<suspended<Handler>>(std::move(handler));
        asio::post(*where, [waiting, job] {
            auto& guard = waiting->guard;
            asio::post(guard.get_executor(), [waiting, outcome = (*job)()]() mutable {
                auto resume = std::move(waiting->handler);
                waiting->guard.reset();
                std::move(resume)(std::move(outcome));
            });
        });
    }
};

}  // namespace

// A plain function: in a coroutine, g++ 12 would destroy the braced start_check twice.
task<auth::kdf_outcome> check_password(auth::kdf_pool& pool, auth::kdf_job job)
{
    auto shared_job = std::make_shared<auth::kdf_job>(std::move(job));
    start_check start{&pool};
    return asio::async_initiate<const asio::use_awaitable_t<executor>, void(auth::kdf_outcome)>(
        start, asio::use_awaitable_t<executor>(), std::move(shared_job)
    );
}

task<std::string> run_blocking(asio::thread_pool& where, std::function<std::string()> job)
{
    auto shared_job = std::make_shared<std::function<std::string()>>(std::move(job));
    start_blocking start{&where};
    return asio::async_initiate<const asio::use_awaitable_t<executor>, void(std::string)>(
        start, asio::use_awaitable_t<executor>(), std::move(shared_job)
    );
}

}  // namespace dsgw
