#include "gateway/net/offload.hpp"

#include "gateway/net/suspended.hpp"

#include <memory>

namespace dsgw {

namespace {

struct start_check
{
    auth::kdf_pool* pool;

    template <class Handler>
    void operator()(Handler handler, std::shared_ptr<auth::kdf_job> job) const
    {
        auto waiting = suspend(std::move(handler));
        pool->submit(std::move(*job), [waiting](auth::kdf_outcome outcome) {
            waiting->resume(waiting, outcome);
        });
    }
};

struct start_blocking
{
    asio::thread_pool* where;

    template <class Handler>
    void operator()(Handler handler, std::shared_ptr<std::function<std::string()>> job) const
    {
        auto waiting = suspend(std::move(handler));
        asio::post(*where, [waiting, job] { waiting->resume(waiting, (*job)()); });
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
