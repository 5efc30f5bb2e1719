#include "auth/kdf_pool.hpp"

#include "auth/errc.hpp"
#include "auth/fair_queue.hpp"
#include "auth/limits.hpp"
#include "auth/password_hash.hpp"
#include "auth/pbkdf2.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace dsgw::auth {
namespace {

/// Password guesses must not slow down other clients: an I/O thread gets about ten times the CPU
/// share of a hashing thread.
constexpr int niceness = 10;

using flight_key = std::pair<credential_digest, std::string>;
using callbacks = std::vector<kdf_pool::callback>;

// One computation and all that wait for it.
struct flight
{
    kdf_job job;
    callbacks waiting;

    [[nodiscard]] flight_key key() const { return {job.digest, job.stored_hash}; }
};
using flight_ptr = std::shared_ptr<flight>;

kdf_outcome compute(const kdf_job& job)
{
    try {
        if (job.made_hash) {
            *job.made_hash = hash_password(job.password.view(), hash_scheme::argon2id);
            return kdf_outcome::match;
        }
        const auto matched = verify_password(job.password.view(), job.stored_hash);
        if (matched && *matched) return kdf_outcome::match;
        if (matched) {
            spend_pbkdf2_rounds(job.password.view(), job.make_up_rounds);
            return kdf_outcome::mismatch;
        }
        // Unreadable hashes are refused at start; one that gets here matches nothing.
        return matched.error() == errc::hash_unavailable ? kdf_outcome::overloaded
                                                         : kdf_outcome::mismatch;
    } catch (const std::exception&) {
        return kdf_outcome::overloaded;  // no memory: not the client's fault, and no result
    }
}

void answer_all(const callbacks& waiting, kdf_outcome outcome)
{
    for (const kdf_pool::callback& done : waiting)
        done(outcome);
}

}  // namespace

struct kdf_pool::state
{
    explicit state(std::size_t most) : queue_max(most) {}
    ~state() { stop(); }
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    const std::size_t queue_max;
    mutable std::mutex mutex;  // guards everything down to `threads`
    std::condition_variable wake;
    bool stopping = false;
    std::size_t computed = 0;
    fair_queue<flight_ptr> known;  // of networks that had the account's password right before
    fair_queue<flight_ptr> queue;
    std::map<flight_key, flight_ptr> flights;  // waiting and running ones
    std::vector<std::thread> threads;

    /// @return the jobs to answer with `overloaded`, once the mutex is free.
    [[nodiscard]] callbacks enqueue(kdf_job job, callback done);
    [[nodiscard]] bool make_room(const kdf_job& newcomer, callbacks& given_up);
    [[nodiscard]] std::size_t size() const { return known.size() + queue.size(); }
    [[nodiscard]] flight_ptr pop() { return known.empty() ? queue.pop() : known.pop(); }
    void run_worker();
    void stop();
};

callbacks kdf_pool::state::enqueue(kdf_job job, callback done)
{
    callbacks refused;
    const std::lock_guard lock(mutex);
    flight_key key(job.digest, job.stored_hash);
    if (const auto same = flights.find(key); !stopping && same != flights.end()) {
        same->second->waiting.push_back(std::move(done));
        return refused;
    }
    if (stopping || !make_room(job, refused)) {
        refused.push_back(std::move(done));
        return refused;
    }
    const std::string client = job.network;
    auto& line = job.is_known_network ? known : queue;
    auto made = std::make_shared<flight>();
    made->job = std::move(job);
    made->waiting.push_back(std::move(done));
    flights.emplace(std::move(key), made);
    line.push(client, std::move(made));
    wake.notify_one();
    return refused;
}

bool kdf_pool::state::make_room(const kdf_job& newcomer, callbacks& given_up)
{
    if (queue_max == 0 || size() < queue_max) return true;
    std::optional<flight_ptr> victim;
    if (newcomer.is_known_network && !queue.empty()) {
        victim = queue.give_up_any();
    } else {
        auto& own_line = newcomer.is_known_network ? known : queue;
        victim = own_line.give_up_for(newcomer.network);
    }
    if (!victim) {
        // Each network has a job or two by now. One that has none waits behind them.
        return queue.is_new_network(newcomer.network) && known.is_new_network(newcomer.network) &&
               size() < queue_max + limits::kdf_networks_max;
    }
    flights.erase((*victim)->key());
    given_up = std::move((*victim)->waiting);
    return true;
}

void kdf_pool::state::run_worker()
{
    // For this thread alone. If it fails, there is no message.
    (void)::setpriority(PRIO_PROCESS, 0, niceness);
    std::unique_lock lock(mutex);
    for (;;) {
        wake.wait(lock, [this] { return stopping || size() > 0; });
        if (stopping) return;  // stop() answers the jobs that still wait
        flight_ptr current = pop();
        lock.unlock();
        const kdf_outcome outcome = compute(current->job);
        current->job.password = secret_bytes();  // wiped before the callbacks

        lock.lock();
        flights.erase(current->key());
        ++computed;
        const callbacks waiting = std::move(current->waiting);
        lock.unlock();
        current.reset();
        answer_all(waiting, outcome);
        lock.lock();
    }
}

void kdf_pool::state::stop()
{
    std::vector<flight_ptr> unstarted;
    {
        const std::lock_guard lock(mutex);
        stopping = true;
        while (size() > 0) {
            unstarted.push_back(pop());
            flights.erase(unstarted.back()->key());
        }
    }
    wake.notify_all();
    for (const flight_ptr& one : unstarted)
        answer_all(one->waiting, kdf_outcome::overloaded);
    for (std::thread& worker : threads)
        worker.join();
}

kdf_pool::kdf_pool(unsigned threads, std::size_t queue_max)
    : state_(std::make_unique<state>(queue_max))
{
    for (unsigned started = 0; started < std::max(threads, 1U); ++started)
        state_->threads.emplace_back([pool = state_.get()] { pool->run_worker(); });
}

kdf_pool::~kdf_pool() = default;

void kdf_pool::submit(kdf_job job, callback done)
{
    answer_all(state_->enqueue(std::move(job), std::move(done)), kdf_outcome::overloaded);
}

std::size_t kdf_pool::waiting() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->size();
}

std::size_t kdf_pool::computations() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->computed;
}

}  // namespace dsgw::auth
