#include "auth/revocation_list.hpp"

#include "auth/limits.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"

#include <sodium/crypto_generichash.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace dsgw::auth {
namespace {

using boost::system::error_code;

}  // namespace

revocation_list::revocation_list(std::size_t most) : most_(most) { start_sodium(); }

std::size_t revocation_list::digest_hash::operator()(const revocation_digest& d) const
{
    std::size_t hash = 0;
    std::memcpy(&hash, d.data(), sizeof(hash));
    return hash;
}

revocation_digest revocation_list::digest_of(std::string_view text)
{
    revocation_digest made{};
    crypto_generichash(made.data(), made.size(), as_unsigned(text), text.size(), nullptr, 0);
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
    if (!file_.is_open() || !(file_.has_news() || is_unwritten_)) return {};
    const auto held = file_.hold();
    auto failed = held ? catch_up(now) : held.error();
    if (!failed && is_unwritten_) {
        failed = compact();
        is_unwritten_ = failed.failed();
    }
    return failed;
}

error_code revocation_list::revoke(
    std::string_view session_id, unix_time expires, unix_time now, std::string_view group,
    unix_time opened
)
{
    revocation entry{digest_of(session_id), expires};
    if (!group.empty()) entry.group = digest_of(group);
    entry.opened = opened;
    remember(entry, now);
    const std::lock_guard file_lock(file_mutex_);
    const auto failed = write(entry, now);
    if (failed) is_unwritten_ = true;
    return failed;
}

error_code revocation_list::write(const revocation& entry, unix_time now)
{
    revocation_file::held held;
    if (file_.is_open()) {
        auto got = file_.hold();
        if (!got) return got.error();
        held = std::move(*got);
        if (const auto failed = catch_up(now)) return failed;
        if (const auto failed = file_.append(entry)) return failed;
    }
    if (const auto ended = is_full() ? end_largest_group(now) : std::nullopt) {
        warnings_.push_back(
            std::to_string(most_) +
            " logouts are in force: merged those of the account or actor with the most, which "
            "ended all of its sessions that were opened before its last logout"
        );
        remember(*ended, now);
        if (held) {
            if (const auto failed = file_.append(*ended)) return failed;
        }
    }
    if (!held) return {};
    return is_compact() ? error_code{} : compact();
}

std::vector<std::string> revocation_list::take_warnings()
{
    const std::lock_guard file_lock(file_mutex_);
    return std::exchange(warnings_, {});
}

/// Call with the file held.
error_code revocation_list::catch_up(unix_time now)
{
    auto read = file_.read();
    if (!read) return read.error();
    std::ranges::move(read->warnings, std::back_inserter(warnings_));
    for (const auto& entry : read->entries)
        remember(entry, now);
    return {};
}

bool revocation_list::is_compact() const
{
    return file_.lines() <= 2 * size_ + limits::record_spare_lines;
}

bool revocation_list::is_revoked(
    std::string_view session_id, std::string_view group, unix_time opened
) const
{
    if (size_ == 0) return false;
    const auto session = digest_of(session_id);
    const std::shared_lock lock(known_mutex_);
    if (known_.contains(session)) return true;
    return !ended_groups_.empty() && !group.empty() && is_group_ended(digest_of(group), opened);
}

/// Call with the mutex held.
bool revocation_list::is_group_ended(const revocation_digest& group, unix_time opened) const
{
    const auto ended = ended_groups_.find(group);
    return ended != ended_groups_.end() && opened <= ended->second.opened;
}

void revocation_list::remember(const revocation& entry, unix_time now)
{
    const std::lock_guard lock(known_mutex_);
    now = not_beyond_reason(now);
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now) {
        const auto first = by_expiry_.begin()->second;
        forget(first);
    }
    if (entry.expires > now) {
        if (entry.is_of_group())
            remember_group(entry);
        else if (!is_group_ended(entry.group, entry.opened))
            remember_session(entry);
    }
    size_ = known_.size() + ended_groups_.size();
}

/// Call with the mutex held.
void revocation_list::remember_session(const revocation& entry)
{
    const auto [place, is_new] =
        known_.try_emplace(entry.session, known_session{entry.expires, entry.group, entry.opened});
    if (is_new) {
        ++group_sizes_[entry.group];
    } else {
        by_expiry_.erase({place->second.expires, entry.session});
        place->second.expires = std::max(place->second.expires, entry.expires);
    }
    by_expiry_.emplace(place->second.expires, entry.session);
}

/// Call with the mutex held.
void revocation_list::remember_group(const revocation& entry)
{
    auto& ended = ended_groups_.try_emplace(entry.group, ended_group{entry.opened, entry.expires})
                      .first->second;
    ended.opened = std::max(ended.opened, entry.opened);
    ended.expires = std::max(ended.expires, entry.expires);
    std::vector<revocation_digest> covered;
    for (const auto& [session, known] : known_)
        if (known.group == entry.group && known.opened <= ended.opened) covered.push_back(session);
    for (const auto& session : covered)
        forget(session);
}

/// Call with the mutex held.
void revocation_list::forget(const revocation_digest& session)
{
    const auto place = known_.find(session);
    by_expiry_.erase({place->second.expires, session});
    const auto group = group_sizes_.find(place->second.group);
    if (--group->second == 0) group_sizes_.erase(group);
    known_.erase(place);
}

/// @return the entry that replaces all those of one group; nothing if no group has two.
std::optional<revocation> revocation_list::end_largest_group(unix_time now)
{
    const std::shared_lock lock(known_mutex_);
    const std::pair<const revocation_digest, std::size_t>* largest = nullptr;
    for (const auto& each : group_sizes_) {
        const bool is_known = each.first != revocation_digest{};
        if (is_known && (largest == nullptr || each.second > largest->second)) largest = &each;
    }
    if (largest == nullptr || largest->second < 2) return std::nullopt;
    revocation entry{{}, now + limits::revoked_group_lifetime, largest->first};
    for (const auto& [session, known] : known_)
        if (known.group == entry.group) entry.opened = std::max(entry.opened, known.opened);
    return entry;
}

/// Call with the mutex held.
unix_time revocation_list::not_beyond_reason(unix_time now)
{
    const auto steady = std::chrono::steady_clock::now();
    if (!started_) started_ = started_clocks{now, steady};
    const auto passed = std::chrono::ceil<std::chrono::seconds>(steady - started_->steady);
    return std::min(now, started_->wall + passed + limits::clock_steps_max);
}

/// Replaces the file by one with only the valid entries. Call with the file held and read.
error_code revocation_list::compact()
{
    std::vector<revocation> entries;
    {
        const std::shared_lock lock(known_mutex_);
        for (const auto& [expires, session] : by_expiry_) {
            const auto& known = known_.at(session);
            entries.push_back({session, expires, known.group, known.opened});
        }
        for (const auto& [group, ended] : ended_groups_)
            entries.push_back({{}, ended.expires, group, ended.opened});
    }
    return file_.replace(entries);
}

}  // namespace dsgw::auth
