#pragma once

// Who guesses passwords waits, longer and longer, and is then refused for a while. Tries are
// counted for each account and client network together, and for each network, so that a stranger
// slows nobody but those on the stranger's own network. Only tries that need a password hash come
// here: cached credentials and sessions are never slowed.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace dsgw::auth {

struct throttle_limits
{
    bool enabled = true;
    unsigned free_tries = 10;            ///< wrong ones of an account from a network, unhindered
    std::chrono::seconds window{60};     ///< after so long without a wrong one all is forgotten
    std::chrono::seconds max_delay{30};  ///< longest time between two tries
};

/// One password that is to be checked. Views are not kept.
struct password_try
{
    std::string_view account;  ///< as typed, known or not
    std::string_view network;  ///< of the client, as network_of() gives it
    std::uint64_t credential;  ///< equal for equal credentials (of their keyed digest)
};

/// Thread-safe; kept over a reload. Everything is O(1). Holds keyed hashes of names, never names.
class throttle
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// Beyond this many networks, accounts and proven passwords those go out that were quiet
    /// longest.
    static constexpr std::size_t entries_max = 100'000;

    /// So long a password that was right is not slowed by the wrong ones of others.
    static constexpr std::chrono::hours proven_for{1};

    enum class answer
    {
        check,   ///< check the password once `wait` is over; then end() must be called
        refuse,  ///< 429; there is no use in trying before `wait` is over
    };
    struct verdict
    {
        answer what = answer::check;
        std::chrono::milliseconds wait{0};
    };
    enum class outcome
    {
        right,
        wrong,
        unchecked,  ///< it came to nothing: the queue was full, the client went away
    };

    explicit throttle(throttle_limits limits, std::size_t most = entries_max);
    throttle(const throttle&) = delete;
    throttle& operator=(const throttle&) = delete;

    /// New settings; what was counted stays.
    void configure(throttle_limits limits);

    /// A try counts as wrong from its beginning, so tries at the same time do not slip through.
    /// Equal ones at the same time count once. The right password is refused like any other.
    [[nodiscard]] verdict begin(const password_try& made, time_point now);

    /// For each begin() that said `check`. The right password takes the try back and clears what
    /// was counted for the account from this network.
    void end(const password_try& made, outcome how, time_point now);

    [[nodiscard]] std::size_t size() const;

private:
    using key = std::array<unsigned char, 16>;
    struct key_hash
    {
        std::size_t operator()(const key& k) const;
    };
    struct counted
    {
        unsigned tries = 0;
        time_point last{};  // of the latest: it may lie ahead of one that has to wait
        std::list<key>::iterator age;
    };
    struct in_flight
    {
        unsigned tries = 1;       // equal ones
        time_point due{};         // when they may be checked
        bool is_settled = false;  // one of them is known to be right or wrong
    };
    /// When the next try may be made, and whether one that comes before that may wait for it.
    struct next_try
    {
        time_point at;
        bool may_wait;
    };

    [[nodiscard]] key key_of(std::string_view kind, const password_try& made) const;
    [[nodiscard]] next_try next_for(const key& whose, unsigned free, time_point now);
    [[nodiscard]] bool is_proven(const password_try& made, time_point now) const;
    void count(const key& whose, time_point when);
    void take_back(const key& whose);
    void forget(const key& whose);

    mutable std::mutex mutex_;
    throttle_limits limits_;
    std::size_t most_;
    std::array<unsigned char, 32> hash_key_{};
    std::unordered_map<key, counted, key_hash> counts_;
    std::list<key> ages_;  // the quietest first
    std::unordered_map<key, in_flight, key_hash> in_flight_;
};

/// What Retry-After says: whole seconds, at least one.
[[nodiscard]] std::chrono::seconds retry_after(std::chrono::milliseconds wait);

}  // namespace dsgw::auth
