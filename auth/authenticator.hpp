#pragma once

// Who sent this request? One authenticator belongs to one I/O thread and one configuration
// snapshot: it owns that thread's credential cache and is not thread-safe. What needs a password
// hash it hands back as a `pending_check`, which the caller takes to the kdf_pool and brings back.

#include "auth/account_book.hpp"
#include "auth/kdf_pool.hpp"
#include "auth/session_id.hpp"
#include "auth/signed_cookie.hpp"
#include "auth/tally.hpp"

#include <boost/json/value.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dsgw::auth {

class account_history;
class revocation_list;

/// What proved the actor.
enum class proof
{
    basic,    ///< right Basic credentials
    session,  ///< a ds_actor cookie that the gateway made and sealed (session_sealer)
    cookie,   ///< any other ds_actor cookie with a good signature
    token,    ///< a Bearer token for which Datasette names the actor
};

/// An actor whose identity has been proven: only the authenticator can make one. Confined to the
/// authenticator's thread.
class authenticated_actor
{
public:
    [[nodiscard]] const actor& who() const { return *who_; }
    [[nodiscard]] proof how() const { return how_; }
    /// For proof::session only; else its members are empty.
    [[nodiscard]] const gateway_session& session() const { return session_; }

    /// When the cookie that was presented expires; never for Basic credentials.
    [[nodiscard]] unix_time expires() const { return expires_; }

    /// "" for a token, which goes to Datasette itself; else
    /// "ds_actor=…" for Datasette, signed and marked, good for at least 4 minutes and at most 6
    /// from `now`, but not beyond expires(); remade at most once a minute. The view is valid until
    /// the next call.
    [[nodiscard]] std::string_view upstream_cookie(unix_time now) const;

private:
    friend class authenticator;
    authenticated_actor(actor_ptr who, proof how, std::shared_ptr<const cookie_signer> signer);

    actor_ptr who_;
    proof how_;
    gateway_session session_;
    unix_time expires_ = unix_time::max();
    // Of proof::basic: the account as it was when the password was right; null for other proofs.
    std::shared_ptr<const account_book> book_;
    const account* account_ = nullptr;
    std::shared_ptr<const cookie_signer> signer_;
    mutable std::string cookie_;
    mutable unix_time cookie_made_{};
};

/// Null means anonymous: nobody claimed to be anybody, or the mode treats the claim as nothing.
using identity = std::shared_ptr<const authenticated_actor>;

/// Why somebody is not let in. For the log; the public answer is one and the same 401 for the first
/// three.
enum class refusal
{
    no_credentials,         ///< Basic mode, nothing sent that counts
    malformed_credentials,  ///< Basic mode, an Authorization that is not readable Basic
    wrong_credentials,      ///< Basic mode, unknown user or wrong password
    overloaded,             ///< the KDF queue was full: 503 with Retry-After, in both modes
    throttled,              ///< too many wrong ones before: 429 with Retry-After, in both modes
    unverified,             ///< Datasette did not say whose token it is: 503 with Retry-After
};

/// For the log: "wrong_credentials".
[[nodiscard]] std::string_view name_of(refusal why);

/// A password that must be hashed to know. Move-only; hand `job` to kdf_pool and the rest to
/// settle().
struct pending_check
{
    kdf_job job;
    const account* known;  ///< null for an unknown user (the job then hashes a decoy)
    std::string user;      ///< as typed
};

/// A Bearer token that Datasette has to be asked about. Move-only; hand `token` to check_token()
/// and the rest to settle_token().
struct pending_token
{
    credential_digest digest;
    secret_bytes token;      ///< as parse_bearer_token() gives it
    bool has_ended = false;  ///< authenticator::admits_bearer() says no: Datasette is not asked
};

/// What Datasette says of a token.
struct token_answer
{
    enum class kind
    {
        unverified,  ///< nothing that can be relied on
        refused,     ///< it names no actor
        named,
    };
    kind what = kind::unverified;
    actor_ptr who;                                  ///< of a named one
    std::chrono::steady_clock::time_point until{};  ///< so long a named one may be remembered
    unsigned generation = 0;                        ///< presented_credentials.token_generation then
};

struct authenticator_settings
{
    bool basic_wall =
        false;  ///< http_basic_auth: everything needs Basic credentials or our session
    std::chrono::seconds cache_seconds{300};      ///< 0: verified credentials are not cached
    std::chrono::seconds cache_wrong_seconds{5};  ///< 0: refused credentials are not cached
    std::size_t cache_entries = 10000;            ///< both kinds together; oldest out
    /// Of secrets that were in use before: they verify cookies, but sign none.
    std::vector<std::shared_ptr<const cookie_signer>> previous_signers;
    decoy_key decoys{};  ///< stable, so that a reload changes no decoy
    /// Of sessions; null: no cookie is one.
    std::shared_ptr<const session_sealer> sessions;
    /// A new password does not end the account's sessions.
    bool keep_on_password_change = false;
    /// With the wall, the sessions opened by a plugin's sign-in pass for actors that match the
    /// allow block. Without `plugin_sign_in` none does.
    bool plugin_sign_in = false;
    boost::json::value plugin_sign_in_allow;
    /// Sessions that were logged out; null: none. Outlives the authenticator.
    const revocation_list* logged_out = nullptr;
    /// Whose accounts have ended; null: Datasette's tokens are not looked at. Outlives the
    /// authenticator.
    const account_history* history = nullptr;
    /// --root: sessions of nobody's account, which its link opens, pass the wall.
    bool root_enabled = false;
    /// What became of looking credentials up is counted there; null: not. Outlives the
    /// authenticator, and belongs to its thread.
    cache_counts* counts = nullptr;
};

/// What a request presents. Views into the request head.
struct presented_credentials
{
    std::optional<std::string_view> authorization;  ///< the value of the one Authorization line
    std::optional<std::string_view> actor_cookie;   ///< the value of the ds_actor cookie
    std::string_view network;                       ///< of the client: its address, IPv6 by /64
    unsigned token_generation = 0;  ///< tokens remembered with another one are forgotten
};

class authenticator
{
public:
    using answer = std::variant<identity, refusal, pending_check, pending_token>;
    using settled = std::variant<identity, refusal>;

    /// @param digest_key  made once per process, so that equal credentials meet in the kdf_pool.
    authenticator(
        std::shared_ptr<const account_book> book, std::shared_ptr<const cookie_signer> signer,
        const std::array<unsigned char, 32>& digest_key, authenticator_settings settings
    );
    ~authenticator();

    /// An own Authorization decides; only where none is sent does a cookie count. In Basic mode the
    /// wall is passed by Basic credentials or a cookie with a session id. Without the wall wrong or
    /// malformed Basic credentials count as anonymous, and other schemes (Bearer) are Datasette's
    /// business. In Basic mode a Bearer token that is not the gateway's own counts if Datasette
    /// names an actor for it. A session that was logged out, or whose account is gone, proves
    /// nothing; one whose account is there acts as the actor that the account has now.
    /// @param steady  for cache expiry.   @param now  for cookie expiry.
    [[nodiscard]] answer authenticate(
        const presented_credentials& presented, std::chrono::steady_clock::time_point steady,
        unix_time now
    );

    /// What an identity that an earlier configuration proved is worth in this one. Nothing is
    /// proven again: the account must be there, with the same password unless sessions outlive
    /// that, and a session neither logged out nor expired.
    /// The actor of a token was named by the Datasette of before: it has to be asked again.
    /// @return null if it proves nothing any more; the wall's refusal is the caller's.
    [[nodiscard]] identity recheck(const identity& before, unix_time now) const;

    /// A name and password typed into the log-in form, as a check to be made; nothing if there are
    /// no accounts. The outcome is the caller's to judge: it proves something only for a known
    /// account.
    [[nodiscard]] std::optional<pending_check> check_log_in(
        std::string_view user, std::string_view password, std::string_view network
    ) const;

    /// The account that was hashed is there with the same hash. For the log-in form, when the
    /// configuration may have changed meanwhile. Null if not.
    [[nodiscard]] const account* find_unchanged(const account& checked) const;

    /// False for a token that Datasette signed for an account that has ended (account_history), and
    /// for one that looks like such a token and cannot be read. Datasette must not see either.
    [[nodiscard]] bool admits_bearer(std::string_view authorization) const;

    /// The log-out of one more session could be kept (revocation_list::is_full).
    [[nodiscard]] bool admits_sessions() const;

    /// An actor whom a plugin of Datasette's has signed in may have a session.
    [[nodiscard]] bool admits_plugin_actor(const actor& who) const;

    /// Second half of a pending check: caches the outcome (but not `overloaded`) and decides.
    [[nodiscard]] settled settle(
        const credential_digest& digest, const account* known, kdf_outcome outcome,
        std::chrono::steady_clock::time_point steady
    );

    /// Second half of a pending token: remembers the outcome and decides.
    [[nodiscard]] settled settle_token(
        const credential_digest& digest, const token_answer& checked,
        std::chrono::steady_clock::time_point steady
    );

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace dsgw::auth
