#pragma once

// The history of this site's accounts on disk, and when a new configuration may come into force:
// an account that is made again gets no token in the second in which the one before it ended.

#include "auth/account_history.hpp"
#include "gateway/config/config.hpp"
#include "gateway/net/wire.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

/// On the main thread, which keeps its access to files.
class account_records
{
public:
    /// @param secret  DATASETTE_SECRET.
    explicit account_records(std::string_view secret) : history_(secret) {}

    /// Reads the file beside session.path, or the one in the state folder, and records the accounts
    /// of `first`. Without the file Datasette's tokens of actors without an account are refused;
    /// the log says so. Blocking.
    /// @param site  nothing: the secret lasts as long as the process, and no token is older.
    void begin(const config& first, const std::optional<std::string>& site);

    /// Records the accounts of the configuration that is about to come into force; blocking. An
    /// account that is not in it must not be in force any more.
    /// @param margin  Datasette may still issue tokens to such an account for so long.
    void record(const config& next, std::chrono::milliseconds margin);

    /// Until Datasette's tokens count that are issued from then on to the accounts of the last
    /// record(): at once if no account ended, else within seconds, also if the clock is set back.
    [[nodiscard]] task<> wait(asio::io_context& context) const;

    [[nodiscard]] const auth::account_history* history() const { return &history_; }

private:
    void open_file(const config& from, const std::string& site);

    auth::account_history history_;
    std::string path_;
    auth::unix_time tokens_from_{};
};

/// `next` with only those accounts that are the same in `before`: what may be in force while others
/// end. @return null if none of `before` ends.
[[nodiscard]] std::shared_ptr<const config> keep_same_accounts(
    const config& before, const config& next
);

}  // namespace dsgw
