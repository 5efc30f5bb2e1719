#include "auth/account_history.hpp"

#include "auth/limits.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"

#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

namespace dsgw::auth {
namespace {

/// Fields: digest of an actor's id or an account's name, digest of the account's name, digest of
/// its name and hash.
constexpr std::string_view known_word = "known";
/// Fields: digest of an actor's id or an account's name, digest of the account's name or zeros,
/// time.
constexpr std::string_view gone_word = "gone";
/// No fields: entries are missing.
constexpr std::string_view cut_word = "cut";

std::string make_record(
    std::string_view word, const revocation_digest& actor, const revocation_digest& account,
    std::string_view rest
)
{
    std::string made(word);
    made += ' ';
    made += to_hex(actor);
    made += ' ';
    made += to_hex(account);
    made += ' ';
    made += rest;
    return made;
}

std::string make_gone_record(
    const revocation_digest& actor, const revocation_digest& account, unix_time ended
)
{
    return make_record(gone_word, actor, account, std::to_string(ended.time_since_epoch().count()));
}

}  // namespace

account_history::account_history(std::string_view secret, std::size_t most) : most_(most)
{
    start_sodium();
    auto text = "history of accounts\n" + std::string(secret);
    crypto_generichash(key_.data(), key_.size(), as_unsigned(text), text.size(), nullptr, 0);
    sodium_memzero(text.data(), text.size());
}

account_history::~account_history() { sodium_memzero(key_.data(), key_.size()); }

account_history::digest account_history::digest_of(std::string_view kind, std::string_view text)
    const
{
    const auto named = std::string(kind) + '\n' + std::string(text);
    digest made{};
    crypto_generichash(
        made.data(), made.size(), as_unsigned(named), named.size(), key_.data(), key_.size()
    );
    return made;
}

std::string account_history::name_of_site(std::string_view site) const
{
    return to_hex(digest_of("site", site));
}

boost::system::error_code account_history::open(const std::string& path)
{
    auto opened = record_file::open(path);
    if (!opened) return opened.error();
    file_ = std::move(*opened);
    const auto held = file_.hold();
    const auto failed = held ? catch_up() : held.error();
    is_unkept_ = failed.failed();
    return failed;
}

void account_history::begin_without_file() { is_unkept_ = false; }

/// Takes over the changes that other processes made. With the file held.
boost::system::error_code account_history::catch_up()
{
    auto read = file_.read();
    if (!read) return read.error();
    std::ranges::move(read->warnings, std::back_inserter(warnings_));
    const std::lock_guard lock(mutex_);
    // A damaged line may have ended any tokens.
    if (read->is_damaged) is_cut_ = true;
    for (const auto& record : read->records) {
        if (apply(record.text)) continue;
        warnings_.push_back(file_.describe_damage(record.line));
        is_cut_ = true;
    }
    return {};
}

/// With the mutex held. @return false for a record that says nothing.
bool account_history::apply(std::string_view record)
{
    if (record == cut_word) return is_cut_ = true;
    const auto fields = split_record(record);
    digest actor{};
    known_account one{};
    if (fields.size() != 4 || !parse_digest(fields[1], actor) || !parse_digest(fields[2], one.name))
        return false;
    const auto has_name = [&one](const known_account& each) { return each.name == one.name; };
    if (fields[0] == known_word) {
        if (!parse_digest(fields[3], one.generation)) return false;
        auto& accounts = entries_[actor].accounts;
        std::erase_if(accounts, has_name);
        accounts.push_back(one);
        return true;
    }
    unix_time ended{};
    if (fields[0] != gone_word || !parse_time(fields[3], ended)) return false;
    auto& known = entries_[actor];
    std::erase_if(known.accounts, has_name);
    known.ended = std::max(known.ended, ended);
    return true;
}

account_history::entries account_history::read_book(const account_book& book) const
{
    entries made;
    for (const auto& [name, one] : book.accounts()) {
        const auto both = std::to_string(name.size()) + ':' + name + one.stored_hash;
        const known_account found{digest_of("name", name), digest_of("generation", both)};
        made[found.name].accounts.push_back(found);
        const auto id = actor_id_text(one.who->json().if_contains("id"));
        if (!id.empty()) made[digest_of("actor", id)].accounts.push_back(found);
    }
    return made;
}

/// Puts them into effect here. @return what the file has to say of them.
std::vector<std::string> account_history::find_changes(
    const account_book& book, bool keep_on_password_change, unix_time ended
)
{
    const auto wanted = read_book(book);
    std::vector<std::string> changes;
    const auto is_in = [](const entries& among, const digest& actor, const auto& matches) {
        const auto found = among.find(actor);
        return found != among.end() && std::ranges::any_of(found->second.accounts, matches);
    };
    const std::lock_guard lock(mutex_);
    for (auto& [actor, known] : entries_) {
        for (auto one = known.accounts.begin(); one != known.accounts.end();) {
            const auto is_same = [&](const known_account& each) {
                return each.name == one->name &&
                       (keep_on_password_change || each.generation == one->generation);
            };
            if (is_in(wanted, actor, is_same)) {
                ++one;
                continue;
            }
            changes.push_back(make_gone_record(actor, one->name, ended));
            known.ended = std::max(known.ended, ended);
            one = known.accounts.erase(one);
        }
    }
    for (const auto& [actor, now] : wanted) {
        for (const auto& one : now.accounts) {
            const auto is_same = [&one](const known_account& each) {
                return each.name == one.name && each.generation == one.generation;
            };
            if (is_in(entries_, actor, is_same)) continue;
            auto record = make_record(known_word, actor, one.name, to_hex(one.generation));
            if (entries_.size() >= most_ && !entries_.contains(actor)) {
                if (is_cut_) continue;
                record = cut_word;
                warnings_.push_back(
                    std::to_string(most_) +
                    " accounts and actors are recorded, and no other can be: signed tokens of "
                    "Datasette (dstok_…) are refused for other actors"
                );
            }
            (void)apply(record);
            changes.push_back(std::move(record));
        }
    }
    return changes;
}

boost::system::error_code account_history::update(
    const account_book& book, bool keep_on_password_change, unix_time ended
)
{
    if (!file_.is_open()) {
        (void)find_changes(book, keep_on_password_change, ended);
        return {};
    }
    const auto held = file_.hold();
    auto failed = held ? catch_up() : held.error();
    const auto changes = find_changes(book, keep_on_password_change, ended);
    if (!failed) failed = write(changes);
    const std::lock_guard lock(mutex_);
    is_unkept_ = failed.failed();
    return failed;
}

/// With the file held and read.
boost::system::error_code account_history::write(const std::vector<std::string>& changes)
{
    const auto all = records();
    const auto lines = file_.lines() + changes.size();
    const bool is_compact = lines <= 2 * all.size() + limits::record_spare_lines;
    // After a failure the file lacks earlier changes, too.
    if (is_unkept_ || !is_compact) return file_.replace(all);
    return changes.empty() ? boost::system::error_code{} : file_.append(changes);
}

std::vector<std::string> account_history::records() const
{
    std::vector<std::string> made;
    const std::shared_lock lock(mutex_);
    if (is_cut_) made.emplace_back(cut_word);
    for (const auto& [actor, known] : entries_) {
        if (known.ended > unix_time{}) made.push_back(make_gone_record(actor, {}, known.ended));
        for (const auto& one : known.accounts)
            made.push_back(make_record(known_word, actor, one.name, to_hex(one.generation)));
    }
    return made;
}

std::vector<std::string> account_history::take_warnings() { return std::exchange(warnings_, {}); }

bool account_history::admits(const signed_token& token) const
{
    const auto actor = digest_of("actor", token.actor_id);
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(actor);
    if (found == entries_.end()) return !is_cut_ && !is_unkept_;
    return !found->second.accounts.empty() && token.created > found->second.ended;
}

bool account_history::has_ended(std::string_view account_name, unix_time second) const
{
    const auto name = digest_of("name", account_name);
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(name);
    return found != entries_.end() && found->second.ended >= second;
}

unix_time account_history::first_second(std::string_view account_name, unix_time now) const
{
    const auto name = digest_of("name", account_name);
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end()) return now;
    return std::max(now, found->second.ended + std::chrono::seconds(1));
}

bool account_history::is_incomplete() const
{
    const std::shared_lock lock(mutex_);
    return is_cut_ || is_unkept_;
}

std::size_t account_history::size() const
{
    const std::shared_lock lock(mutex_);
    return entries_.size();
}

}  // namespace dsgw::auth
