#include "gateway/secret_service/ask_store.hpp"

namespace dsgw::secrets_api {

namespace {

using found_ptr = std::shared_ptr<secrets::found_answer>;

struct begin_asking
{
    secrets::store_thread* store;

    template <class Handler>
    void operator()(
        Handler handler, std::shared_ptr<const secrets::catalogue> known,
        std::shared_ptr<secrets::secret_access> what
    ) const
    {
        auto waiting = suspend(std::move(handler));
        secrets::get_secret(*store, *known, std::move(*what), [waiting](secrets::found_answer got) {
            waiting->resume(waiting, std::make_shared<secrets::found_answer>(std::move(got)));
        });
    }
};

}  // namespace

// A plain function: in a coroutine, g++ 12 would destroy the braced begin_asking twice. It starts
// when it is awaited, so it owns what it needs.
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
