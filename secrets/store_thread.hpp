#pragma once

// The one thread that talks to the store. The queue is bounded, answers come by callback, and
// accesses that wait side by side are committed as one group.

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
    std::size_t queue_max = 4096;  ///< questions that may wait
    /// A group of accesses is committed when no more of them wait, and after this time at the
    /// latest.
    std::chrono::microseconds group_time{5000};
    std::function<void()> at_start = {};  ///< on the thread, before all else; must not throw
};

/// Something to be asked of the store on its thread.
class store_question
{
public:
    store_question() = default;
    store_question(const store_question&) = delete;
    store_question& operator=(const store_question&) = delete;
    virtual ~store_question() = default;

    virtual void ask(secret_store& store) = 0;
    virtual void refuse(failure why) = 0;  ///< it was never asked
};

class store_thread
{
public:
    using access_callback = std::function<void(access_answer)>;

    explicit store_thread(std::unique_ptr<secret_store> store, thread_options options = {});

    /// As stop().
    ~store_thread();
    store_thread(const store_thread&) = delete;
    store_thread& operator=(const store_thread&) = delete;

    /// The value of a secret; the access is committed before `done` is called. Thread-safe, does
    /// not block. `done` is called exactly once: on the store's thread, or before this returns with
    /// errc::overloaded or errc::stopped. It must not throw.
    void read(secret_access what, access_callback done);

    /// Anything else: `question(secret_store&)` on the store's thread, its result<…> to `done`,
    /// under the same rules as read(). Questions are asked in the order in which they came. An
    /// exception of the question's becomes errc::database_failed.
    template <class Question, class Done>
    requires std::invocable<Question&, secret_store&>
    void ask(Question question, Done done)
    {
        post(std::make_unique<asked<Question, Done>>(std::move(question), std::move(done)));
    }

    /// Whatever waits is still answered; then the thread ends. Not to be called on it.
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
                return failure{errc::database_failed, thrown.what()};
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
