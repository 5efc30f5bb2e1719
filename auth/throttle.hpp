#pragma once

// Repeated wrong passwords are delayed more and more, then refused for a while. Attempts are
// counted for each pair of account and client network, and for each network; IPv6 networks at /64,
// /56 and /48, with growing allowances. An account under attack puts networks that never had its
// password right into a slow lane, which delays them and refuses none. Only attempts that need a
// password hash are counted: cached credentials and sessions are never slowed down.

#include "auth/client_network.hpp"
#include "auth/denial_table.hpp"
#include "auth/limits.hpp"
#include "auth/slow_lane.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace dsgw::auth {

struct throttle_limits
{
    bool enabled = true;
    unsigned free_tries = 10;            ///< wrong ones on an account from a network, without delay
    std::chrono::seconds window{60};     ///< without a wrong one for this time, all is forgotten
    std::chrono::seconds max_delay{30};  ///< longest time between two tries
};

/// One password to check. Views are not kept.
struct password_try
{
    std::string_view account;  ///< as sent by the client, known or not
    std::string_view network;  ///< of the client, as network_of() returns it
    std::uint64_t credential;  ///< equal for equal credentials (of their keyed digest)
};

/// Thread-safe; kept across reloads. Contains keyed hashes of names, never names.
class throttle
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    enum class answer
    {
        check,   ///< check the password after `wait`; then end() must be called
        refuse,  ///< 429; another attempt before `wait` has passed is useless
    };
    struct verdict
    {
        answer what = answer::check;
        std::chrono::milliseconds wait{0};
        bool is_known_network = false;  ///< it had the account's password right before
    };
    enum class outcome
    {
        right,
        wrong,
        unchecked,  ///< no result: the queue was full, or the client left
    };

    explicit throttle(throttle_limits limits, std::size_t most = limits::throttle_entries_max);
    throttle(const throttle&) = delete;
    throttle& operator=(const throttle&) = delete;

    /// Applies new settings; counts are kept.
    void configure(throttle_limits limits);

    /// An attempt counts as wrong from its beginning, so simultaneous attempts cannot evade the
    /// limit. Equal simultaneous ones count once. The right password is refused like any other.
    [[nodiscard]] verdict begin(const password_try& made, time_point now);

    /// Call it after begin() returned `check` and its wait has passed, for the turn in the slow
    /// lane.
    /// @return 0: check the password now; else ask again after this time.
    [[nodiscard]] std::chrono::milliseconds wait_for_turn(const password_try& made, time_point now);

    /// Call it for each begin() that returned `check`. The right password removes the attempt and
    /// clears the count of the account from this network.
    void end(const password_try& made, outcome how, time_point now);

    [[nodiscard]] std::size_t size() const;

private:
    using key = name_digest;
    struct counted
    {
        unsigned tries = 0;
        time_point last{};   // of the latest: in the future for one that must wait
        time_point until{};  // in force until then

        [[nodiscard]] bool is_in_force(time_point now) const { return now < until; }
    };
    struct attacked : counted
    {
        slow_lane lane;

        [[nodiscard]] bool is_in_force(time_point now) const
        {
            return now < until || !lane.empty();
        }
    };
    struct in_flight
    {
        unsigned tries = 1;        // number of equal ones
        time_point due{};          // when they may be checked
        bool is_settled = false;   // one of them is known to be right or wrong
        bool counts_wrong = true;  // on the account, from any network
        bool has_turn = true;
        unsigned wrong_before = 0;
        std::optional<slow_lane::place> place;
    };
    /// One count that an attempt adds to.
    struct counter
    {
        key whose;
        unsigned free_tries;
    };
    /// The counters of an attempt: of the account, and of the network at each level.
    struct counters
    {
        std::array<counter, 2 * network_levels_max> all{};
        std::size_t count = 0;
    };
    /// The time of the next attempt, and whether an earlier one may wait for it.
    struct next_try
    {
        time_point at;
        bool may_wait;
    };

    [[nodiscard]] key key_of(
        std::string_view kind, const password_try& made, std::string_view network
    ) const;
    [[nodiscard]] counters counters_of(const password_try& made) const;
    [[nodiscard]] next_try next_for(const counter& of, time_point now);
    [[nodiscard]] bool is_proven(const password_try& made, time_point now) const;
    [[nodiscard]] bool is_known_network(const password_try& made) const;
    [[nodiscard]] bool count_all(
        const password_try& made, const counters& whose, in_flight& one, time_point now
    );
    void count(counted& row, time_point when) const;
    void take_back(const key& whose);
    void take_back_wrong(const password_try& made);
    void settle_right(const password_try& made, const in_flight& same, time_point now);
    void settle_wrong(const password_try& made, time_point now);
    void leave_lane(const password_try& made, in_flight& same);

    mutable std::mutex mutex_;
    throttle_limits limits_;
    std::array<unsigned char, 32> hash_key_{};
    denial_table<counted> counts_;
    denial_table<attacked> attacked_;  // by account only
    grant_table proven_;               // passwords that were right
    grant_table known_;                // networks from which an account's password was right
    std::unordered_map<key, in_flight, name_digest_hash> in_flight_;
};

/// The value of Retry-After: whole seconds, at least one.
[[nodiscard]] std::chrono::seconds retry_after(std::chrono::milliseconds wait);

}  // namespace dsgw::auth
