#include "secrets/store_thread.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

namespace dsgw::secrets {
namespace {

struct waiting_access
{
    secret_access what;
    store_thread::access_callback done;
};

using job = std::variant<waiting_access, std::unique_ptr<store_question>>;

void refuse(job refused, errc why)
{
    if (auto* reading = std::get_if<waiting_access>(&refused))
        reading->done(make_failure(why));
    else
        std::get<std::unique_ptr<store_question>>(refused)->refuse(make_failure(why));
}

}  // namespace

struct store_thread::state
{
    state(std::unique_ptr<secret_store> from, thread_options how)
        : store(std::move(from)), options(std::move(how))
    {}

    const std::unique_ptr<secret_store> store;  // used by the thread only
    const thread_options options;
    mutable std::mutex mutex;  // guards everything down to `groups`
    std::condition_variable wake;
    bool stopping = false;
    std::deque<job> queue;
    std::size_t groups = 0;
    std::thread thread;

    [[nodiscard]] std::optional<errc> refusal() const;  // call with the mutex held
    void enqueue(job one);
    [[nodiscard]] std::optional<waiting_access> next_access();
    void run_group();
    void run();
    void stop();
};

std::optional<errc> store_thread::state::refusal() const
{
    if (stopping) return errc::stopped;
    if (queue.size() >= options.queue_max) return errc::overloaded;
    return std::nullopt;
}

void store_thread::state::enqueue(job one)
{
    std::unique_lock lock(mutex);
    if (const auto why = refusal()) {
        lock.unlock();
        refuse(std::move(one), *why);
        return;
    }
    queue.push_back(std::move(one));
    lock.unlock();
    wake.notify_one();
}

std::optional<waiting_access> store_thread::state::next_access()
{
    const std::lock_guard lock(mutex);
    if (queue.empty()) return std::nullopt;
    auto* first = std::get_if<waiting_access>(&queue.front());
    if (first == nullptr) return std::nullopt;
    auto taken = std::move(*first);
    queue.pop_front();
    return taken;
}

// Consecutive accesses in the queue form one group. Accesses that arrive during the commit form the
// next: the slower the disk, the larger the groups.
void store_thread::state::run_group()
{
    using clock = std::chrono::steady_clock;
    const clock::time_point end = clock::now() + options.group_time;
    std::vector<access_callback> waiting;
    const auto next = [&]() -> std::optional<secret_access> {
        if (!waiting.empty() && clock::now() >= end) return std::nullopt;
        auto one = next_access();
        if (!one) return std::nullopt;
        waiting.push_back(std::move(one->done));
        return std::move(one->what);
    };
    std::vector<access_answer> answers;
    try {
        answers = store->read_group(next);
    } catch (const std::exception& thrown) {
        answers.clear();
        for (std::size_t count = waiting.size(); count > 0; --count)
            answers.emplace_back(failure{store::errc::database_failed, thrown.what()});
    }
    {
        const std::lock_guard lock(mutex);
        ++groups;
    }
    for (std::size_t at = 0; at < waiting.size(); ++at)
        waiting[at](std::move(answers[at]));
}

void store_thread::state::run()
{
    if (options.at_start) options.at_start();
    for (;;) {
        std::unique_ptr<store_question> question;
        {
            std::unique_lock lock(mutex);
            wake.wait(lock, [this] { return stopping || !queue.empty(); });
            if (queue.empty()) return;
            if (auto* first = std::get_if<std::unique_ptr<store_question>>(&queue.front())) {
                question = std::move(*first);
                queue.pop_front();
            }
        }
        if (question)
            question->ask(*store);
        else
            run_group();
    }
}

void store_thread::state::stop()
{
    {
        const std::lock_guard lock(mutex);
        stopping = true;
    }
    wake.notify_all();
    if (thread.joinable()) thread.join();
}

store_thread::store_thread(std::unique_ptr<secret_store> store, thread_options options)
    : state_(std::make_unique<state>(std::move(store), std::move(options)))
{
    state_->thread = std::thread([running = state_.get()] { running->run(); });
}

store_thread::~store_thread() { stop(); }

void store_thread::read(secret_access what, access_callback done)
{
    state_->enqueue(waiting_access{std::move(what), std::move(done)});
}

void store_thread::post(std::unique_ptr<store_question> question)
{
    state_->enqueue(std::move(question));
}

void store_thread::stop() { state_->stop(); }

std::size_t store_thread::groups() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->groups;
}

}  // namespace dsgw::secrets
