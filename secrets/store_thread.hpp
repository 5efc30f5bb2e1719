#pragma once

// The only thread that uses the store. The queue is bounded, results arrive by callback, and
// consecutive accesses are committed as one group.

#include "secrets/limits.hpp"
#include "secrets/secret_store.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace dsgw::secrets {

struct thread_options
{
    std::size_t queue_max = limits::store_queue_max;
    std::chrono::microseconds group_time = limits::access_group_time;
    std::function<void()> at_start = {};  ///< called first on the thread; must not throw
};

/// A request to the store, for its thread.
class store_question
{
public:
    store_question() = default;
    store_question(const store_question&) = delete;
    store_question& operator=(const store_question&) = delete;
    virtual ~store_question() = default;

    virtual void ask(secret_store& store) = 0;
    virtual void refuse(failure why) = 0;  ///< never executed: the request was dropped
};

class store_thread
{
public:
    using access_callback = std::function<void(access_answer)>;

    explicit store_thread(std::unique_ptr<secret_store> store, thread_options options = {});

    /// Like stop().
    ~store_thread();
    store_thread(const store_thread&) = delete;
    store_thread& operator=(const store_thread&) = delete;

    /// Reads a secret; the access is committed before `done` is called. Thread-safe, does not
    /// block. `done` is called exactly once: on the store's thread, or before this returns with
    /// errc::overloaded or errc::stopped. It must not throw.
    void read(secret_access what, access_callback done);

    /// Any other request: runs `question(secret_store&)` on the store's thread and passes its
    /// result<…> to `done`, with the same rules as read(). Requests run in the order of their
    /// arrival. An exception becomes store::errc::database_failed.
    template <class Question, class Done>
    requires std::invocable<Question&, secret_store&>
    void ask(Question question, Done done)
    {
        post(std::make_unique<asked<Question, Done>>(std::move(question), std::move(done)));
    }

    /// Finishes all queued requests; then the thread ends. Do not call it on that thread.
    void stop();

    /// Groups committed so far.
    [[nodiscard]] std::size_t groups() const;

private:
    template <class Question, class Done>
    class asked final : public store_question
    {
    public:
        asked(Question question, Done done) : question_(std::move(question)), done_(std::move(done))
        {}

        void ask(secret_store& store) override { done_(answer_of(store)); }
        void refuse(failure why) override { done_(answer(std::move(why))); }

    private:
        using answer = std::invoke_result_t<Question&, secret_store&>;

        answer answer_of(secret_store& store)
        {
            try {
                return question_(store);
            } catch (const std::exception& thrown) {
                return failure{store::errc::database_failed, thrown.what()};
            }
        }

        Question question_;
        Done done_;
    };

    struct state;
    void post(std::unique_ptr<store_question> question);
    std::unique_ptr<state> state_;
};

}  // namespace dsgw::secrets
