#pragma once

// Jobs for a pool, threads that a test holds, and the answers in their order.

#include "auth/kdf_pool.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

namespace dsgw::auth::test {

inline kdf_job make_job(
    unsigned digest, const std::string& client, const std::string& password,
    const std::string& stored_hash
)
{
    return {make_digest(digest), client, secret_bytes(password), stored_hash};
}

// Every thread of a pool is held inside the callback of a job of its own until opened, so that what
// is submitted meanwhile waits: no sleeping, no guessing.
class gate
{
public:
    gate(kdf_pool& pool, unsigned threads)
    {
        for (unsigned number = 0; number < threads; ++number) {
            pool.submit(
                make_job(900'000 + number, "gate", "x", make_cheap_hash("x")),
                [this](kdf_outcome) {
                    entered_.release();
                    opened_.wait();
                    left_.release();
                }
            );
            entered_.acquire();  // one after the other: the pool's queue may have room for one only
            ++held_;
        }
    }
    ~gate() { open(); }
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;

    void open()
    {
        if (held_ == 0) return;
        opened_.count_down();
        // Nobody may be inside when this goes.
        for (; held_ > 0; --held_)
            left_.acquire();
    }

private:
    std::counting_semaphore<> entered_{0};
    std::counting_semaphore<> left_{0};
    std::latch opened_{1};
    unsigned held_ = 0;
};

// Answers in the order in which they came.
class record
{
public:
    kdf_pool::callback note(const std::string& name)
    {
        return [this, name](kdf_outcome outcome) {
            const std::lock_guard lock(mutex_);
            const char* word = outcome == kdf_outcome::match      ? "match"
                               : outcome == kdf_outcome::mismatch ? "mismatch"
                                                                  : "overloaded";
            answers_.push_back(name + ":" + word);
            changed_.notify_all();
        };
    }

    /// Waits for that many answers, with a limit that only a hang can reach.
    std::vector<std::string> wait_for(std::size_t count)
    {
        std::unique_lock lock(mutex_);
        const bool in_time = changed_.wait_for(lock, std::chrono::seconds(60), [&] {
            return answers_.size() >= count;
        });
        BOOST_REQUIRE(in_time);
        return answers_;
    }

    std::vector<std::string> so_far()
    {
        const std::lock_guard lock(mutex_);
        return answers_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> answers_;
};

}  // namespace dsgw::auth::test
