#pragma once

// The accounts that exist or have existed, by their names and by their actors: what was issued to
// an account ends with it, tokens of Datasette and sessions alike. Kept in a file of one site, so
// that it outlives a restart. Bounded without forgetting: a history that is full or incomplete
// knows nothing of other actors, and admits none of their tokens (docs/decisions/0009).

#include "auth/account_book.hpp"
#include "auth/limits.hpp"
#include "auth/record_file.hpp"
#include "auth/revocation_file.hpp"
#include "auth/signed_token.hpp"

#include <boost/system/error_code.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::auth {

/// Thread-safe, except open() and update(), which one thread calls. Contains keyed digests of actor
/// ids, account names and hashes, in memory and in the file.
class account_history
{
public:
    /// @param secret  DATASETTE_SECRET: with another one no token is valid any more, and so a
    ///                history of its own begins.
    /// @param most    actors and account names together.
    explicit account_history(
        std::string_view secret, std::size_t most = limits::account_history_entries_max
    );
    account_history(const account_history&) = delete;
    account_history& operator=(const account_history&) = delete;
    ~account_history();  ///< wipes the key

    /// Reads the file, or makes it (0600). Blocking; once, at start. Without it the history is
    /// incomplete.
    [[nodiscard]] boost::system::error_code open(const std::string& path);

    /// Instead of open(): the secret is new, so no token is older than this process.
    void begin_without_file();

    /// Which accounts there are from now on; blocking, on disk when it returns.
    /// @param keep_on_password_change  an account with another hash is still the same one.
    /// @param ended  the last second in which an account that is gone could get a token.
    /// @return an error if it could not be written: the history is incomplete until the next
    ///         update that can be.
    [[nodiscard]] boost::system::error_code update(
        const account_book& book, bool keep_on_password_change, unix_time ended
    );

    /// Lines that were left out and other news since the last time, for the log.
    [[nodiscard]] std::vector<std::string> take_warnings();

    /// The token's actor has an account, and it is the one that the token was issued to; or the
    /// actor never had an account.
    [[nodiscard]] bool admits(const signed_token& token) const;

    /// An account of that name has ended in this second, or later.
    [[nodiscard]] bool has_ended(std::string_view account_name, unix_time second) const;

    /// @return the first second, not before `now`, in which no account of that name had ended.
    [[nodiscard]] unix_time first_second(std::string_view account_name, unix_time now) const;

    /// An actor without an account may have had one.
    [[nodiscard]] bool is_incomplete() const;

    [[nodiscard]] std::size_t size() const;  ///< actors and account names together

    /// For the file's name: of this site under this secret.
    [[nodiscard]] std::string name_of_site(std::string_view site) const;

private:
    using digest = revocation_digest;
    struct known_account
    {
        digest name;
        digest generation;  ///< of name and hash
    };
    /// An actor or the name of an account.
    struct known_entry
    {
        std::vector<known_account> accounts;  ///< that there are
        unix_time ended{};                    ///< the last of those that are gone
    };
    using entries = std::map<digest, known_entry>;

    [[nodiscard]] digest digest_of(std::string_view kind, std::string_view text) const;
    [[nodiscard]] entries read_book(const account_book& book) const;
    [[nodiscard]] boost::system::error_code catch_up();
    [[nodiscard]] bool apply(std::string_view record);
    [[nodiscard]] std::vector<std::string> find_changes(
        const account_book& book, bool keep_on_password_change, unix_time ended
    );
    [[nodiscard]] std::vector<std::string> records() const;
    [[nodiscard]] boost::system::error_code write(const std::vector<std::string>& changes);

    std::array<unsigned char, 32> key_{};
    std::size_t most_;
    mutable std::shared_mutex mutex_;  // of the three below
    entries entries_;
    bool is_cut_ = false;    // some entries are missing, in the file too
    bool is_unkept_ = true;  // the file does not have all that is here
    record_file file_;
    std::vector<std::string> warnings_;
};

}  // namespace dsgw::auth
