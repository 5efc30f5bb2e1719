#include "auth/revocation_list.hpp"

#include "auth/as_unsigned.hpp"
#include "auth/sodium_start.hpp"

#include <sodium/crypto_generichash.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace dsgw::auth {
namespace {

using boost::system::error_code;

/// The file is written anew when it has this many lines more than twice what counts.
constexpr std::size_t spare_lines = 1000;

/// So far ahead of the time that has passed by the other clock the wall's may be right.
constexpr std::chrono::hours clock_steps_max{1};

}  // namespace

revocation_list::revocation_list(std::size_t most) : most_(most) { start_sodium(); }

std::size_t revocation_list::digest_hash::operator()(const revocation_digest& d) const
{
    std::size_t hash = 0;
    std::memcpy(&hash, d.data(), sizeof(hash));
    return hash;
}

revocation_digest revocation_list::digest_of(std::string_view session_id)
{
    revocation_digest made{};
    crypto_generichash(
        made.data(), made.size(), as_unsigned(session_id), session_id.size(), nullptr, 0
    );
    return made;
}

error_code revocation_list::open(const std::string& path, unix_time now)
{
    const std::lock_guard file_lock(file_mutex_);
    auto opened = revocation_file::open(path);
    if (!opened) return opened.error();
    file_ = std::move(*opened);
    const auto held = file_.hold();
    if (!held) return held.error();
    if (const auto failed = catch_up(now)) return failed;
    return is_compact() ? error_code{} : compact();
}

error_code revocation_list::refresh(unix_time now)
{
    const std::lock_guard file_lock(file_mutex_);
    if (!file_.is_open() || !file_.has_news()) return {};
    const auto held = file_.hold();
    return held ? catch_up(now) : held.error();
}

error_code revocation_list::revoke(std::string_view session_id, unix_time expires, unix_time now)
{
    const revocation entry{digest_of(session_id), expires};
    remember(entry, now);
    const std::lock_guard file_lock(file_mutex_);
    if (!file_.is_open()) return {};
    const auto held = file_.hold();
    if (!held) return held.error();
    if (const auto failed = catch_up(now)) return failed;
    if (const auto failed = file_.append(entry)) return failed;
    return is_compact() ? error_code{} : compact();
}

std::vector<std::string> revocation_list::take_warnings()
{
    const std::lock_guard file_lock(file_mutex_);
    return std::exchange(warnings_, {});
}

/// With the file held.
error_code revocation_list::catch_up(unix_time now)
{
    auto read = file_.read();
    if (!read) return read.error();
    std::ranges::move(read->warnings, std::back_inserter(warnings_));
    for (const auto& entry : read->entries)
        remember(entry, now);
    return {};
}

bool revocation_list::is_compact() const { return file_.lines() <= 2 * size_ + spare_lines; }

bool revocation_list::is_revoked(std::string_view session_id) const
{
    if (size_ == 0) return false;
    const auto session = digest_of(session_id);
    const std::shared_lock lock(known_mutex_);
    return known_.contains(session);
}

void revocation_list::remember(const revocation& entry, unix_time now)
{
    const std::lock_guard lock(known_mutex_);
    now = not_beyond_reason(now);
    const auto forget_first = [this] {
        known_.erase(by_expiry_.begin()->second);
        by_expiry_.erase(by_expiry_.begin());
    };
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now)
        forget_first();
    if (entry.expires > now) {
        auto& expires = known_.try_emplace(entry.session, entry.expires).first->second;
        by_expiry_.erase({expires, entry.session});
        expires = std::max(expires, entry.expires);
        by_expiry_.emplace(expires, entry.session);
        if (known_.size() > most_) forget_first();
    }
    size_ = known_.size();
}

/// With the mutex held.
unix_time revocation_list::not_beyond_reason(unix_time now)
{
    const auto steady = std::chrono::steady_clock::now();
    if (!started_) started_ = started_clocks{now, steady};
    const auto passed = std::chrono::ceil<std::chrono::seconds>(steady - started_->steady);
    return std::min(now, started_->wall + passed + clock_steps_max);
}

/// Replaces the file by one that has only what still counts. With the file held and read.
error_code revocation_list::compact()
{
    std::vector<revocation> entries;
    {
        const std::shared_lock lock(known_mutex_);
        for (const auto& [expires, session] : by_expiry_)
            entries.push_back({session, expires});
    }
    return file_.replace(entries);
}

}  // namespace dsgw::auth
