#include "gateway/serve/account_records.hpp"

#include "gateway/http/limits.hpp"
#include "store/state_files.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace dsgw {

namespace {

std::optional<std::string> history_path(const config& from, const std::string& site_digest)
{
    // One file for each site: session.path may be shared by several.
    if (const auto& path = from.settings.session.path) return *path + ".accounts-" + site_digest;
    const auto folder = store::state_folder(store::find_home_folders());
    if (!folder) return std::nullopt;
    return *folder + "/accounts-" + site_digest;
}

void log_history_warnings(auth::account_history& history)
{
    for (const auto& warning : history.take_warnings())
        spdlog::warn("{}", warning);
}

}  // namespace

void account_records::begin(const config& first, const std::optional<std::string>& site)
{
    if (site)
        open_file(first, *site);
    else
        history_.begin_without_file();
    record(first, std::chrono::milliseconds(0));
}

void account_records::open_file(const config& from, const std::string& site)
{
    std::string obstacle = "there is neither $XDG_STATE_HOME nor $HOME";
    if (const auto path = history_path(from, history_.name_of_site(site))) {
        path_ = *path;
        obstacle.clear();
        if (const auto made = store::make_own_file(path_); !made) {
            obstacle = made.error().message;
        } else if (const auto failed = history_.open(path_)) {
            obstacle = path_ + ": " + failed.message();
        }
    }
    log_history_warnings(history_);
    if (obstacle.empty()) return;
    spdlog::warn(
        "accounts cannot be recorded: {}; signed tokens of Datasette (dstok_…) are refused for "
        "actors without an account here; make the state folder writable for this user, or set "
        "plugins.datasette-gateway.session.path",
        obstacle
    );
}

void account_records::record(const config& next, std::chrono::milliseconds margin)
{
    const auto last =
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now() + margin);
    const bool keeps = next.settings.session.keep_on_password_change;
    if (const auto failed = history_.update(*next.accounts, keeps, last)) {
        spdlog::error(
            "accounts cannot be recorded: {}: {}; until a reload can do it, signed tokens of "
            "Datasette (dstok_…) are refused for actors without a record",
            path_, failed.message()
        );
    }
    log_history_warnings(history_);
    // An account may have ended just now, or by a reload in this second, and be there again.
    const auto now = auth::unix_now();
    tokens_from_ = now;
    for (const auto& [name, account] : next.accounts->accounts())
        tokens_from_ = std::max(tokens_from_, history_.first_second(name, now));
}

task<> account_records::wait(asio::io_context& context) const
{
    const auto left = tokens_from_ - std::chrono::system_clock::now();
    if (left <= left.zero()) co_return;
    const auto longest = std::chrono::system_clock::duration(limits::account_record_wait);
    steady_timer pause(context.get_executor(), std::min(left, longest));
    co_await pause.async_wait(as_result);
}

std::shared_ptr<const config> keep_same_accounts(const config& before, const config& next)
{
    std::vector<auth::account> same;
    for (const auto& [name, one] : before.accounts->accounts()) {
        const auto* now = next.accounts->find(name);
        if (now != nullptr && now->stored_hash == one.stored_hash &&
            now->who->text() == one.who->text())
            same.push_back(*now);
    }
    if (same.size() == before.accounts->accounts().size()) return nullptr;
    auto made = std::make_shared<config>(next);
    made->accounts = std::make_shared<const auth::account_book>(std::move(same));
    return made;
}

}  // namespace dsgw
