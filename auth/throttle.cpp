#include "auth/throttle.hpp"

#include "auth/limits.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"

#include <sodium/crypto_generichash.h>
#include <sodium/randombytes.h>

#include <algorithm>

namespace dsgw::auth {
namespace {

using std::chrono::milliseconds;

// No delay needs to be doubled more often.
constexpr unsigned doublings_max = 20;

/// Free attempts on one account: a /56 may have somewhat more than one of its clients, a /48 a
/// little more again. All of them are refused by the twentieth attempt.
unsigned free_tries_of_account(unsigned free_tries, std::size_t level)
{
    return free_tries + free_tries / 5 * static_cast<unsigned>(level);
}

/// Free attempts on all accounts together. A network may have more wrong ones than on one account,
/// but at most 19 with 10 free ones; a /56 has twice as many free ones, a /48 four times.
unsigned free_tries_of_network(unsigned free_tries, std::size_t level)
{
    return (free_tries + free_tries / 2) << level;
}

}  // namespace

throttle::throttle(throttle_limits limits, std::size_t most)
    : limits_(limits), counts_(most), attacked_(most), proven_(most), known_(most)
{
    start_sodium();
    randombytes_buf(hash_key_.data(), hash_key_.size());
}

void throttle::configure(throttle_limits limits)
{
    const std::lock_guard lock(mutex_);
    limits_ = limits;
}

/// The kind decides which fields count: "network", "attacked" (the account alone), "account" and
/// "known" (and network), "try" and "proven" (all).
throttle::key throttle::key_of(
    std::string_view kind, const password_try& made, std::string_view network
) const
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, hash_key_.data(), hash_key_.size(), sizeof(key));
    const auto add = [&state](std::string_view text) {
        // With their lengths, so that no two different lists of fields give the same text.
        const std::uint64_t size = text.size();
        crypto_generichash_update(
            &state, reinterpret_cast<const unsigned char*>(&size), sizeof(size)
        );
        crypto_generichash_update(&state, as_unsigned(text), text.size());
    };
    add(kind);
    add(network);
    if (kind != "network") add(made.account);
    if (kind == "try" || kind == "proven")
        add({reinterpret_cast<const char*>(&made.credential), sizeof(made.credential)});
    key digest{};
    crypto_generichash_final(&state, digest.data(), digest.size());
    return digest;
}

throttle::counters throttle::counters_of(const password_try& made) const
{
    const auto levels = levels_of(made.network);
    counters made_of;
    for (std::size_t level = 0; level < levels.count; ++level) {
        const auto& network = levels.names[level];
        made_of.all[made_of.count++] = {
            key_of("account", made, network), free_tries_of_account(limits_.free_tries, level)};
        made_of.all[made_of.count++] = {
            key_of("network", made, network), free_tries_of_network(limits_.free_tries, level)};
    }
    return made_of;
}

throttle::next_try throttle::next_for(const counter& of, time_point now)
{
    const auto* known = counts_.find(of.whose);
    if (known == nullptr) return {now, true};
    if (known->last + limits_.window <= now) {
        counts_.forget(of.whose);
        return {now, true};
    }
    if (known->tries < of.free_tries) return {now, true};
    const auto beyond = known->tries - of.free_tries;
    const auto delay = std::min<milliseconds>(
        limits::throttle_delay_first * (1U << std::min(beyond, doublings_max)), limits_.max_delay
    );
    return {std::max(now, known->last + delay), beyond < limits::throttle_tries_held};
}

/// The password was right recently, so its owner is admitted again, whatever other clients of the
/// network do. (Each I/O thread has its own cache of credentials, from which entries expire.)
bool throttle::is_proven(const password_try& made, time_point now) const
{
    const auto* at = proven_.find(key_of("proven", made, made.network));
    return at != nullptr && now < *at + limits::proven_password_lifetime;
}

/// At /64 and /56, the size of a household; not at /48, which may be a town.
bool throttle::is_known_network(const password_try& made) const
{
    const auto levels = levels_of(made.network);
    for (std::size_t level = 0; level < std::min<std::size_t>(levels.count, 2); ++level)
        if (known_.find(key_of("known", made, levels.names[level])) != nullptr) return true;
    return false;
}

throttle::verdict throttle::begin(const password_try& made, time_point now)
{
    const std::lock_guard lock(mutex_);
    verdict said;
    if (!limits_.enabled) return said;
    said.is_known_network = is_known_network(made);
    if (is_proven(made, now)) return said;
    const auto until = [now](time_point when) {
        return std::chrono::ceil<milliseconds>(std::max(when, now) - now);
    };
    const auto try_key = key_of("try", made, made.network);
    if (const auto same = in_flight_.find(try_key); same != in_flight_.end()) {
        ++same->second.tries;
        said.wait = until(same->second.due);
        return said;
    }
    const auto whose = counters_of(made);
    in_flight one;
    one.due = now;
    one.counts_wrong = !said.is_known_network;
    for (std::size_t i = 0; i < whose.count; ++i) {
        const auto next = next_for(whose.all[i], now);
        one.due = std::max(one.due, next.at);
        if (next.at > now && !next.may_wait) said.what = answer::refuse;
    }
    if (said.what == answer::check && !count_all(made, whose, one, now)) {
        said.what = answer::refuse;
        one.due = now + limits::throttle_delay_first;
    }
    said.wait = until(one.due);
    if (said.what == answer::check) in_flight_.emplace(try_key, one);
    return said;
}

/// @return false, without counting, if a table is full of counts in force.
bool throttle::count_all(
    const password_try& made, const counters& whose, in_flight& one, time_point now
)
{
    for (std::size_t i = 0; i < whose.count; ++i) {
        auto* row = counts_.find_or_add(whose.all[i].whose, now);
        if (row == nullptr) {
            for (std::size_t counted_ones = 0; counted_ones < i; ++counted_ones)
                take_back(whose.all[counted_ones].whose);
            return false;
        }
        count(*row, one.due);
        one.wrong_before = row->tries;  // the last one is the widest network
    }
    if (!one.counts_wrong) return true;
    const auto account = key_of("attacked", made, {});
    auto* row = attacked_.find_or_add(account, now);
    if (row == nullptr) {
        for (std::size_t i = 0; i < whose.count; ++i)
            take_back(whose.all[i].whose);
        return false;
    }
    if (row->last + limits_.window <= now && row->lane.empty()) row->tries = 0;
    one.has_turn = row->tries < std::max(limits_.free_tries, 1U);
    count(*row, one.due);
    return true;
}

milliseconds throttle::wait_for_turn(const password_try& made, time_point now)
{
    const std::lock_guard lock(mutex_);
    const auto found = in_flight_.find(key_of("try", made, made.network));
    if (found == in_flight_.end() || found->second.has_turn) return milliseconds(0);
    auto& same = found->second;
    auto* row = attacked_.find(key_of("attacked", made, {}));
    if (row == nullptr) return milliseconds(0);
    if (!same.place) same.place = row->lane.enter(same.wrong_before);
    const auto wait = row->lane.ask(*same.place, now);
    if (wait.count() == 0) {
        same.has_turn = true;
        same.place.reset();
    }
    return wait;
}

void throttle::end(const password_try& made, outcome how, time_point now)
{
    const std::lock_guard lock(mutex_);
    const auto proven = key_of("proven", made, made.network);
    if (how == outcome::right) proven_.add(proven, now);
    if (how == outcome::wrong) proven_.forget(proven);
    const auto found = in_flight_.find(key_of("try", made, made.network));
    if (found == in_flight_.end()) return;
    auto& same = found->second;
    const bool was_settled = same.is_settled;
    if (how != outcome::unchecked) same.is_settled = true;
    const bool is_last = --same.tries == 0;
    if (!was_settled && how == outcome::right) {
        settle_right(made, same, now);
    } else if (!was_settled && how == outcome::wrong) {
        settle_wrong(made, now);
    } else if (is_last && !same.is_settled) {
        const auto whose = counters_of(made);
        for (std::size_t i = 0; i < whose.count; ++i)
            take_back(whose.all[i].whose);
        if (same.counts_wrong) take_back_wrong(made);
    }
    if (!is_last) return;
    leave_lane(made, same);
    in_flight_.erase(found);
}

/// Attempts of other clients in wider networks still count: only this attempt is removed there.
void throttle::settle_right(const password_try& made, const in_flight& same, time_point now)
{
    const auto levels = levels_of(made.network);
    for (std::size_t level = 0; level < std::min<std::size_t>(levels.count, 2); ++level)
        known_.add(key_of("known", made, levels.names[level]), now);
    counts_.forget(key_of("account", made, made.network));
    const auto whose = counters_of(made);
    for (std::size_t i = 1; i < whose.count; ++i)
        take_back(whose.all[i].whose);
    if (same.counts_wrong) take_back_wrong(made);
}

void throttle::settle_wrong(const password_try& made, time_point now)
{
    const auto whose = counters_of(made);
    const auto prolong = [&](counted& row) {
        row.last = std::max(row.last, now);
        row.until = row.last + limits_.window;
    };
    for (std::size_t i = 0; i < whose.count; ++i)
        if (auto* row = counts_.find(whose.all[i].whose)) prolong(*row);
    if (auto* row = attacked_.find(key_of("attacked", made, {}))) prolong(*row);
}

/// An attempt that leaves before its turn makes room for others.
void throttle::leave_lane(const password_try& made, in_flight& same)
{
    if (!same.place) return;
    if (auto* row = attacked_.find(key_of("attacked", made, {}))) row->lane.leave(*same.place);
}

void throttle::count(counted& row, time_point when) const
{
    ++row.tries;
    row.last = std::max(row.last, when);
    row.until = row.last + limits_.window;
}

void throttle::take_back(const key& whose)
{
    auto* row = counts_.find(whose);
    if (row != nullptr && --row->tries == 0) counts_.forget(whose);
}

void throttle::take_back_wrong(const password_try& made)
{
    const auto account = key_of("attacked", made, {});
    auto* row = attacked_.find(account);
    if (row != nullptr && row->tries > 0 && --row->tries == 0 && row->lane.empty())
        attacked_.forget(account);
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
