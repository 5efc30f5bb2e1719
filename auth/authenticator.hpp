#pragma once

// Finds out who sent a request. One authenticator belongs to one I/O thread and one configuration
// snapshot: it owns that thread's credential cache and is not thread-safe. If a password must be
// hashed it returns a `pending_check`, which the caller takes to the kdf_pool and back.

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

/// The kind of credentials that proved the actor.
enum class proof
{
    basic,    ///< correct Basic credentials
    session,  ///< a ds_actor cookie that the gateway made and sealed (session_sealer)
    cookie,   ///< any other ds_actor cookie with a valid signature
    token,    ///< a Bearer token for which Datasette names the actor
};

/// An actor whose identity has been proven: only the authenticator can make one. Confined to the
/// authenticator's thread.
class authenticated_actor
{
public:
    [[nodiscard]] const auth::actor& actor() const { return *who_; }
    [[nodiscard]] proof how() const { return how_; }
    /// For proof::session only; otherwise its members are empty.
    [[nodiscard]] const gateway_session& session() const { return session_; }

    /// The expiry of the cookie in the request; never for Basic credentials.
    [[nodiscard]] unix_time expires() const { return expires_; }

    /// "" for a token, which goes to Datasette itself; else "ds_actor=…" for Datasette, signed and
    /// marked, valid for at least 4 minutes and at most 6 from `now`, but not beyond expires();
    /// made again at most once a minute. The view is valid until the next call.
    [[nodiscard]] std::string_view upstream_cookie(unix_time now) const;

private:
    friend class authenticator;
    authenticated_actor(actor_ptr who, proof how, std::shared_ptr<const cookie_signer> signer);

    actor_ptr who_;
    proof how_;
    gateway_session session_;
    unix_time expires_ = unix_time::max();
    // For proof::basic: the account when the password was right; null for other proofs.
    std::shared_ptr<const account_book> book_;
    const account* account_ = nullptr;
    std::shared_ptr<const cookie_signer> signer_;
    mutable std::string cookie_;
    mutable unix_time cookie_made_{};
};

/// Null means anonymous: the request has no credentials, or those that do not count in this mode.
using identity = std::shared_ptr<const authenticated_actor>;

/// The reason why credentials were not accepted. For the log: with http_basic_auth on, the client
/// gets the same 401 for the first five.
enum class refusal
{
    no_credentials,  ///< none, or a cookie that is no session of this gateway
    expired,         ///< a session that is over: its time, its account or its access has ended
    logged_out,      ///< a session that was logged out
    malformed,       ///< an Authorization header that is neither valid Basic nor valid Bearer
    wrong,           ///< unknown user, wrong password, or a token that names no actor
    overloaded,      ///< the KDF queue was full: 503 with Retry-After, in both modes
    throttled,       ///< too many wrong ones before: 429 with Retry-After, in both modes
    unverified,      ///< Datasette did not verify the token: 503 with Retry-After
};

/// For the log: "wrong".
[[nodiscard]] std::string_view name_of(refusal why);

/// The client is anonymous: it presented nothing, or a cookie that browsers keep sending. Only
/// other refusals are errors on pages that need no credentials.
[[nodiscard]] constexpr bool is_anonymous(refusal why)
{
    return why == refusal::no_credentials || why == refusal::expired || why == refusal::logged_out;
}

/// A password that must be hashed first. Move-only; pass `job` to kdf_pool and the rest to
/// settle().
struct pending_check
{
    kdf_job job;
    const account* known;  ///< null for an unknown user (the job then hashes a decoy)
    std::string user;      ///< as sent by the client
};

/// A Bearer token that Datasette must verify. Move-only; pass `token` to check_token() and the rest
/// to settle_token().
struct pending_token
{
    credential_digest digest;
    secret_bytes token;      ///< as parse_bearer_token() gives it
    bool has_ended = false;  ///< authenticator::admits_bearer() says no: Datasette is not asked
};

/// Datasette's result for a token.
struct token_answer
{
    enum class kind
    {
        unverified,  ///< no reliable result
        refused,     ///< it names no actor
        named,
    };
    kind what = kind::unverified;
    actor_ptr who;                                  ///< of a named one
    std::chrono::steady_clock::time_point until{};  ///< a named actor may be remembered until then
    unsigned generation = 0;                        ///< its token_generation at that time
};

struct authenticator_settings
{
    bool auth_required =
        false;  ///< http_basic_auth: every request needs Basic credentials or our session
    std::chrono::seconds cache_seconds{300};      ///< 0: verified credentials are not cached
    std::chrono::seconds cache_wrong_seconds{5};  ///< 0: refused credentials are not cached
    std::size_t cache_entries = 10000;            ///< of both kinds; the oldest are removed first
    /// Signers with previous secrets: they verify cookies, but sign none.
    std::vector<std::shared_ptr<const cookie_signer>> previous_signers;
    decoy_key decoys{};  ///< stable, so that a reload changes no decoy
    /// Of sessions; null: no cookie is a session.
    std::shared_ptr<const session_sealer> sessions;
    /// Whether sessions survive a new password of the account.
    bool keep_on_password_change = false;
    /// With http_basic_auth on, sessions of a plugin's sign-in are accepted for actors that match
    /// the allow block, and only with `plugin_sign_in`.
    bool plugin_sign_in = false;
    boost::json::value plugin_sign_in_allow;
    /// Sessions that were logged out; null: none. Must outlive the authenticator.
    const revocation_list* logged_out = nullptr;
    /// Accounts that have ended; null: Datasette's tokens are not examined. Must outlive the
    /// authenticator.
    const account_history* history = nullptr;
    /// --root: accepts sessions of its link, which belong to no account.
    bool root_enabled = false;
    /// Counts the lookups of credentials; null: not counted. Must outlive the authenticator, and
    /// belongs to its thread.
    cache_counts* counts = nullptr;
};

/// The credentials of a request. Views into the request head.
struct presented_credentials
{
    std::optional<std::string_view> authorization;  ///< the value of the one Authorization line
    std::optional<std::string_view> actor_cookie;   ///< the value of the ds_actor cookie
    std::string_view network;                       ///< of the client: its address, IPv6 by /64
    unsigned token_generation = 0;  ///< tokens remembered with another one are ignored
};

class authenticator
{
public:
    using answer = std::variant<identity, refusal, pending_check, pending_token>;
    using settled = std::variant<identity, refusal>;

    /// @param digest_key  made once per process, so that equal credentials share one job in the
    ///                    kdf_pool.
    authenticator(
        std::shared_ptr<const account_book> book, std::shared_ptr<const cookie_signer> signer,
        const std::array<unsigned char, 32>& digest_key, authenticator_settings settings
    );
    ~authenticator();

    /// A request's Authorization header decides; only without one does a cookie count. With
    /// http_basic_auth on, these are accepted: Basic credentials, a cookie with a session id, and a
    /// Bearer token, not one of the gateway's own, for which Datasette names an actor. With it off,
    /// wrong or malformed Basic credentials count as anonymous, and Datasette handles other schemes
    /// (Bearer). A session that was logged out, or whose account is gone, proves nothing; another
    /// one acts as the current actor of its account.
    /// @param steady  for cache expiry.
    /// @param now  for cookie expiry.
    [[nodiscard]] answer authenticate(
        const presented_credentials& presented, std::chrono::steady_clock::time_point steady,
        unix_time now
    );

    /// Checks an identity that an earlier configuration proved against this one, without new proof:
    /// the account must exist, with the same password unless sessions survive that, and a session
    /// must be neither logged out nor expired. The previous Datasette named the actor of a token,
    /// so the token must be checked again.
    /// @return null if it proves nothing any more; the caller decides about the refusal.
    [[nodiscard]] identity recheck(const identity& before, unix_time now) const;

    /// A name and password from the login form, as a check to make; nothing if there are no
    /// accounts. The caller judges the outcome, which proves something only for a known account.
    [[nodiscard]] std::optional<pending_check> check_password(
        std::string_view user, std::string_view password, std::string_view network
    ) const;

    /// For the login form, when the configuration may have changed meanwhile: the account that was
    /// hashed, if it still has the same hash. Null if not.
    [[nodiscard]] const account* find_unchanged(const account& checked) const;

    /// False for a token that Datasette signed for an account that has ended (account_history), and
    /// for one that looks like such a token and cannot be read. Datasette must not see either.
    [[nodiscard]] bool admits_bearer(std::string_view authorization) const;

    /// When a session of this account begins that is opened now: after the second in which another
    /// account of its name ended, so that it is not taken for one of that account.
    [[nodiscard]] unix_time session_start(const account& of, unix_time now) const;

    /// The logout of one more session could be kept (revocation_list::is_full).
    [[nodiscard]] bool admits_sessions() const;

    /// Whether an actor that a plugin of Datasette has signed in may have a session.
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
