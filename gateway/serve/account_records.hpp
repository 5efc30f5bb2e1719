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

    /// Records the accounts of the configuration that is about to come into force; blocking.
    /// @param margin  the accounts of the one before may still get tokens for so long.
    /// @return `next` without the accounts that may not be in force before wait(); null if there
    ///         are none.
    [[nodiscard]] std::shared_ptr<const config> record(
        const config& next, std::chrono::milliseconds margin
    );

    /// Until accounts may be in force that follow another one. @return at once if record() gave
    /// null; else within seconds, also if the clock is set back.
    [[nodiscard]] task<> wait(asio::io_context& context) const;

    [[nodiscard]] const auth::account_history* history() const { return &history_; }

private:
    void open_file(const config& from, const std::string& site);

    auth::account_history history_;
    std::string path_;
    auth::unix_time ended_{};
    bool has_withheld_ = false;
};

}  // namespace dsgw
