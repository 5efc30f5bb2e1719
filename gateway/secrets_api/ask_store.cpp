#include "gateway/secrets_api/ask_store.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace dsgw::secrets_api {

namespace {

using found_ptr = std::shared_ptr<secrets::found_answer>;

/// A coroutine that waits for the store's answer. The guard keeps its io_context running.
template <class Handler>
struct waiting_for_store
{
    explicit waiting_for_store(Handler resumed)
        : handler(std::move(resumed)), guard(asio::get_associated_executor(handler))
    {}

    Handler handler;
    asio::executor_work_guard<asio::associated_executor_t<Handler>> guard;
};

struct begin_asking
{
    secrets::store_thread* store;

    template <class Handler>
    void operator()(
        Handler handler, std::shared_ptr<const secrets::catalogue> known,
        std::shared_ptr<secrets::secret_access> what
    ) const
    {
        auto waiting = std::make_shared<waiting_for_store<Handler>>(std::move(handler));
        secrets::get_secret(*store, *known, std::move(*what), [waiting](secrets::found_answer got) {
            auto answer = std::make_shared<secrets::found_answer>(std::move(got));
            asio::post(waiting->guard.get_executor(), [waiting, answer] {
                auto resume = std::move(waiting->handler);
                waiting->guard.reset();
                std::move(resume)(answer);
            });
        });
    }
};

}  // namespace

// A plain function: in a coroutine, g++ 12 would destroy the braced begin_asking twice. It begins
// when it is awaited, so what it needs goes with it.
task<found_ptr> ask_secret(
    secrets::store_thread& store, std::shared_ptr<const secrets::catalogue> known, std::string name,
    std::optional<std::string> actor_id
)
{
    auto what = std::make_shared<secrets::secret_access>(secrets::secret_access{
        std::move(name), std::move(actor_id)});
    const begin_asking start{&store};
    return asio::async_initiate<const asio::use_awaitable_t<executor>, void(found_ptr)>(
        start, asio::use_awaitable_t<executor>(), std::move(known), std::move(what)
    );
}

}  // namespace dsgw::secrets_api
