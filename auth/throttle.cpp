#include "auth/throttle.hpp"

#include "auth/as_unsigned.hpp"
#include "auth/sodium_start.hpp"

#include <sodium/crypto_generichash.h>
#include <sodium/randombytes.h>

#include <algorithm>
#include <cstring>

namespace dsgw::auth {
namespace {

using std::chrono::milliseconds;

// The first try beyond the free ones waits this long, each further one twice as long.
constexpr milliseconds first_delay{250};

// So many tries are held until their time has come (0.25, 0.5, 1 and 2 s); what comes too early
// after that is refused. With the free ones that is fewer than 20 in any window.
constexpr unsigned held_tries = 4;

// More than this no delay needs to be doubled.
constexpr unsigned doublings_max = 20;

/// A network may have more wrong ones than an account of it, but 19 of 10 free ones at most.
unsigned free_tries_of_network(unsigned free_tries) { return free_tries + free_tries / 2; }

}  // namespace

throttle::throttle(throttle_limits limits, std::size_t most) : limits_(limits), most_(most)
{
    start_sodium();
    randombytes_buf(hash_key_.data(), hash_key_.size());
}

void throttle::configure(throttle_limits limits)
{
    const std::lock_guard lock(mutex_);
    limits_ = limits;
}

std::size_t throttle::key_hash::operator()(const key& k) const
{
    std::size_t hash = 0;
    std::memcpy(&hash, k.data(), sizeof(hash));
    return hash;
}

/// The kind says which of the fields count: "network", "account" (and network), "try" (all).
throttle::key throttle::key_of(std::string_view kind, const password_try& made) const
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, hash_key_.data(), hash_key_.size(), sizeof(key));
    const auto add = [&state](std::string_view text) {
        // With their lengths, so that no two fields run into each other.
        const std::uint64_t size = text.size();
        crypto_generichash_update(
            &state, reinterpret_cast<const unsigned char*>(&size), sizeof(size)
        );
        crypto_generichash_update(&state, as_unsigned(text), text.size());
    };
    add(kind);
    add(made.network);
    if (kind != "network") add(made.account);
    if (kind == "try" || kind == "proven")
        add({reinterpret_cast<const char*>(&made.credential), sizeof(made.credential)});
    key digest{};
    crypto_generichash_final(&state, digest.data(), digest.size());
    return digest;
}

throttle::next_try throttle::next_for(const key& whose, unsigned free, time_point now)
{
    const auto found = counts_.find(whose);
    if (found == counts_.end()) return {now, true};
    const auto& known = found->second;
    if (known.last + limits_.window <= now) {
        forget(whose);
        return {now, true};
    }
    if (known.tries < free) return {now, true};
    const auto beyond = known.tries - free;
    const auto delay = std::min<milliseconds>(
        first_delay * (1U << std::min(beyond, doublings_max)), limits_.max_delay
    );
    return {std::max(now, known.last + delay), beyond < held_tries};
}

/// It was right not long ago: its owner is let in again, whatever others of the network do. (Each
/// I/O thread remembers credentials for itself, and forgets them in the end.)
bool throttle::is_proven(const password_try& made, time_point now) const
{
    const auto found = counts_.find(key_of("proven", made));
    return found != counts_.end() && now < found->second.last + proven_for;
}

throttle::verdict throttle::begin(const password_try& made, time_point now)
{
    const std::lock_guard lock(mutex_);
    if (!limits_.enabled || is_proven(made, now)) return {};
    const auto until = [now](time_point when) {
        return std::chrono::ceil<milliseconds>(std::max(when, now) - now);
    };
    const auto try_key = key_of("try", made);
    if (const auto same = in_flight_.find(try_key); same != in_flight_.end()) {
        ++same->second.tries;
        return {answer::check, until(same->second.due)};
    }
    const auto account = key_of("account", made);
    const auto network = key_of("network", made);
    const auto for_account = next_for(account, limits_.free_tries, now);
    const auto for_network = next_for(network, free_tries_of_network(limits_.free_tries), now);
    const auto due = std::max(for_account.at, for_network.at);
    const bool refuses = (for_account.at > now && !for_account.may_wait) ||
                         (for_network.at > now && !for_network.may_wait);
    if (refuses) return {answer::refuse, until(due)};
    count(account, due);
    count(network, due);
    in_flight made_now;
    made_now.due = due;
    in_flight_.emplace(try_key, made_now);
    return {answer::check, until(due)};
}

void throttle::end(const password_try& made, outcome how, time_point now)
{
    const std::lock_guard lock(mutex_);
    if (how == outcome::right) count(key_of("proven", made), now);
    if (how == outcome::wrong) forget(key_of("proven", made));
    const auto found = in_flight_.find(key_of("try", made));
    if (found == in_flight_.end()) return;
    auto& same = found->second;
    const auto account = key_of("account", made);
    const auto network = key_of("network", made);
    const bool was_settled = same.is_settled;
    if (how != outcome::unchecked) same.is_settled = true;
    const bool is_last = --same.tries == 0;
    const bool is_settled = same.is_settled;
    if (is_last) in_flight_.erase(found);

    if (!was_settled && how == outcome::right) {
        forget(account);
        take_back(network);
    } else if (!was_settled && how == outcome::wrong) {
        for (const auto& whose : {account, network}) {
            const auto counts = counts_.find(whose);
            if (counts != counts_.end()) counts->second.last = std::max(counts->second.last, now);
        }
    } else if (is_last && !is_settled) {
        take_back(account);
        take_back(network);
    }
}

void throttle::count(const key& whose, time_point when)
{
    const auto [found, is_new] = counts_.try_emplace(whose);
    auto& known = found->second;
    ++known.tries;
    known.last = std::max(known.last, when);
    if (is_new) {
        known.age = ages_.insert(ages_.end(), whose);
        if (counts_.size() > most_) {
            const auto quietest = ages_.front();
            forget(quietest);
        }
    } else {
        ages_.splice(ages_.end(), ages_, known.age);
    }
}

void throttle::take_back(const key& whose)
{
    const auto found = counts_.find(whose);
    if (found != counts_.end() && --found->second.tries == 0) forget(whose);
}

void throttle::forget(const key& whose)
{
    const auto found = counts_.find(whose);
    if (found == counts_.end()) return;
    ages_.erase(found->second.age);
    counts_.erase(found);
}

std::size_t throttle::size() const
{
    const std::lock_guard lock(mutex_);
    return counts_.size();
}

std::chrono::seconds retry_after(milliseconds wait)
{
    return std::max(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::seconds(1));
}

}  // namespace dsgw::auth
