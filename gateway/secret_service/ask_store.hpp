#pragma once

// Runs requests on the thread of the store, and resumes on the caller's own thread.

#include "gateway/net/suspended.hpp"
#include "gateway/net/wire.hpp"
#include "secrets/get_secret.hpp"
#include "secrets/store_thread.hpp"

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace dsgw::secrets_api {

/// get_secret() as an awaitable.
/// @return never null.
[[nodiscard]] task<std::shared_ptr<secrets::found_answer>> ask_secret(
    secrets::store_thread& store, std::shared_ptr<const secrets::catalogue> known, std::string name,
    std::optional<std::string> actor_id
);

template <class Question>
struct question_to_store
{
    using answer = std::invoke_result_t<Question&, secrets::secret_store&>;

    secrets::store_thread* store;

    template <class Handler>
    void operator()(Handler handler, std::shared_ptr<Question> asked) const
    {
        auto waiting = suspend(std::move(handler));
        store->ask(
            [asked](secrets::secret_store& to) { return (*asked)(to); },
            [waiting](answer given) {
                waiting->resume(waiting, std::make_shared<answer>(std::move(given)));
            }
        );
    }
};

/// Any other request: `asked(secret_store&)`, run on the store's thread.
/// @return never null. A plain function: in a coroutine, g++ 12 would destroy a braced initiation
///         twice.
template <class Question>
[[nodiscard]] auto ask_store(secrets::store_thread& store, Question asked)
    -> task<std::shared_ptr<typename question_to_store<Question>::answer>>
{
    using answer_ptr = std::shared_ptr<typename question_to_store<Question>::answer>;
    const question_to_store<Question> start{&store};
    return asio::async_initiate<const asio::use_awaitable_t<executor>, void(answer_ptr)>(
        start, asio::use_awaitable_t<executor>(), std::make_shared<Question>(std::move(asked))
    );
}

}  // namespace dsgw::secrets_api
