#pragma once

// What all I/O threads know of Bearer tokens that Datasette was asked about: which are being asked
// about now, so that equal ones are one question, and which it named an actor for within the last
// minute. Tokens are known by keyed digest only. Thread-safe; asks nobody itself.

#include "auth/authenticator.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace dsgw {

class token_checks
{
public:
    using time_point = std::chrono::steady_clock::time_point;
    using callback = std::function<void(const auth::token_answer&)>;

    enum class role
    {
        lead,    ///< ask Datasette, then call end()
        follow,  ///< somebody is asking already: join()
        wait,    ///< too many are being asked about
    };

    /// From now on what was learnt before counts no more: the configuration, or Datasette, is
    /// another one.
    void flush();

    /// Changes with each flush().
    [[nodiscard]] unsigned generation() const
    {
        return generation_.load(std::memory_order_acquire);
    }

    /// What is remembered of the token: only ever a named actor.
    [[nodiscard]] std::optional<auth::token_answer> find(
        const auth::credential_digest& digest, time_point now
    );

    /// @param network  of the client.
    [[nodiscard]] role begin(const auth::credential_digest& digest, const std::string& network);

    /// @param done  called once, by this call or on the leader's thread; must not throw or wait.
    void join(const auth::credential_digest& digest, callback done, time_point now);

    /// The leader's answer, for all who wait. A named one is remembered unless it is from before
    /// the last flush(); then it counts as unverified.
    /// @param answer  its generation is the one before Datasette was asked; `until` is set here.
    /// @return what it counts as.
    auth::token_answer end(
        const auth::credential_digest& digest, auth::token_answer answer, time_point now
    );

    /// Whether Datasette was found, within the last minute, to name no actor without a token.
    [[nodiscard]] bool is_control_known(time_point now);
    void control_passed(unsigned generation, time_point now);

    /// All who wait are answered "unverified". The threads that they wait on have stopped.
    void stop();

private:
    struct flight
    {
        std::string network;
        std::vector<callback> waiting;
    };
    struct known
    {
        auth::credential_digest digest;
        auth::token_answer answer;
    };

    void drop_expired(time_point now);

    std::atomic<unsigned> generation_{1};
    std::mutex mutex_;
    std::map<auth::credential_digest, flight> flights_;
    std::list<known> ages_;  // the oldest first: all live equally long
    std::map<auth::credential_digest, std::list<known>::iterator> known_;
    time_point control_until_{};
};

}  // namespace dsgw
