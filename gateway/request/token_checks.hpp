#pragma once

// The Bearer tokens that the I/O threads have asked Datasette about: those being checked now, so
// that equal ones share one request, and those for which it named an actor within the last minute.
// Tokens are stored as keyed digests only. Thread-safe; makes no requests itself.

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
        follow,  ///< another request is in progress: join()
        wait,    ///< too many requests are in progress
    };

    /// Invalidates all earlier results: the configuration, or Datasette, has changed.
    void flush();

    /// Changes with each flush().
    [[nodiscard]] unsigned generation() const
    {
        return generation_.load(std::memory_order_acquire);
    }

    /// The remembered result for a token: always a named actor.
    [[nodiscard]] std::optional<auth::token_answer> find(
        const auth::credential_digest& digest, time_point now
    );

    /// @param network  of the client.
    [[nodiscard]] role begin(const auth::credential_digest& digest, const std::string& network);

    /// @param done  called once, by this call or on the leader's thread; must not throw or wait.
    void join(const auth::credential_digest& digest, callback done, time_point now);

    /// The leader's result, for all that wait. A named actor is remembered, unless the request
    /// began before the last flush(); then it counts as unverified.
    /// @param answer  its generation is the one before the request; `until` is set here.
    /// @return the result that counts.
    auth::token_answer end(
        const auth::credential_digest& digest, auth::token_answer answer, time_point now
    );

    /// Whether Datasette was found, within the last minute, to name no actor without a token.
    [[nodiscard]] bool is_control_known(time_point now);
    void control_passed(unsigned generation, time_point now);

    /// Answers all that wait with "unverified". Their threads must have stopped.
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
    std::list<known> ages_;  // the oldest first: all have the same lifetime
    std::map<auth::credential_digest, std::list<known>::iterator> known_;
    time_point control_until_{};
};

}  // namespace dsgw
