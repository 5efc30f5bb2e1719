#include "auth/authenticator.hpp"

#include "auth/account_history.hpp"
#include "auth/allow_block.hpp"
#include "auth/basic_credentials.hpp"
#include "auth/bearer_token.hpp"
#include "auth/credential_cache.hpp"
#include "auth/limits.hpp"
#include "auth/revocation_list.hpp"
#include "auth/session_id.hpp"
#include "auth/signed_token.hpp"
#include "base/base64.hpp"
#include "base/random.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace dsgw::auth {
namespace {

using steady_time = std::chrono::steady_clock::time_point;

}  // namespace

struct authenticator::state
{
    std::shared_ptr<const account_book> book;
    std::shared_ptr<const cookie_signer> signer;
    authenticator_settings settings;
    // A separate key for each, so that a cookie's text sent as an Authorization value never matches
    // a cached cookie.
    credential_key basic_key;
    credential_key cookie_key;
    credential_key form_key;
    credential_key token_key;
    credential_cache cache;
    // Separate, since one valid cookie has many spellings, which must not evict passwords.
    credential_cache cookie_cache;
    credential_cache token_cache;
    unsigned token_generation = 0;

    [[nodiscard]] answer check_bearer(const presented_credentials& presented, steady_time steady);
    [[nodiscard]] answer check_basic(const presented_credentials& presented, steady_time steady);
    [[nodiscard]] answer check_cookie(std::string_view cookie, steady_time steady, unix_time now);
    [[nodiscard]] std::optional<actor_cookie> verify_cookie(std::string_view cookie, unix_time now)
        const;
    [[nodiscard]] settled read_cookie(std::string_view cookie, unix_time now) const;
    [[nodiscard]] actor_ptr actor_of(const gateway_session& session, const actor_ptr& named) const;
    [[nodiscard]] actor_ptr actor_of_plain_cookie(const actor_ptr& named) const;
    [[nodiscard]] bool admits_plugin_actor(const actor& who) const;
    [[nodiscard]] bool admits_bearer(std::string_view authorization) const;
    [[nodiscard]] const account* find_unchanged(const account& checked) const;
    [[nodiscard]] actor_ptr present_actor(const authenticated_actor& before) const;
    [[nodiscard]] std::shared_ptr<authenticated_actor> make_identity(actor_ptr who, proof how)
        const;
    [[nodiscard]] bool is_logged_out(const authenticated_actor& who) const;
    [[nodiscard]] std::optional<pending_check> make_check(
        const credential_digest& digest, std::string user, secret_bytes password,
        std::string_view network
    ) const;

    /// The refusal with http_basic_auth on; without it, a request that proves nothing is anonymous.
    template <class Answer>
    [[nodiscard]] Answer refuse(refusal why) const
    {
        if (settings.auth_required) return why;
        return identity();
    }
};

std::optional<pending_check> authenticator::state::make_check(
    const credential_digest& digest, std::string user, secret_bytes password,
    std::string_view network
) const
{
    const account* known = book->find(user);
    const account* hashed = known != nullptr ? known : book->decoy_for(user, settings.decoys);
    if (hashed == nullptr) return std::nullopt;
    kdf_job job{digest, std::string(network), std::move(password), hashed->stored_hash};
    job.make_up_rounds = book->make_up_rounds(*hashed);
    return pending_check{std::move(job), known, std::move(user)};
}

authenticator::answer authenticator::state::check_basic(
    const presented_credentials& presented, steady_time steady
)
{
    const credential_digest digest = make_digest(basic_key, *presented.authorization);
    const credential_cache::entry* known = cache.find(digest, steady);
    if (settings.counts != nullptr)
        (known ? settings.counts->password_hits : settings.counts->password_misses).add();
    if (known != nullptr) {
        if (known->who) return known->who;
        return refuse<answer>(refusal::wrong);
    }
    auto credentials = parse_basic_credentials(*presented.authorization);
    if (!credentials) return refuse<answer>(refusal::malformed);

    auto check = make_check(
        digest, std::move(credentials->user), std::move(credentials->password), presented.network
    );
    if (!check) return refuse<answer>(refusal::wrong);
    return std::move(*check);
}

authenticator::answer authenticator::state::check_bearer(
    const presented_credentials& presented, steady_time steady
)
{
    if (!settings.auth_required) return identity();
    if (token_generation != presented.token_generation) {
        token_cache.clear();
        token_generation = presented.token_generation;
    }
    if (is_gateway_token(*presented.authorization)) return refusal::wrong;
    const auto token = parse_bearer_token(*presented.authorization);
    if (!token) return refusal::malformed;
    const credential_digest digest = make_digest(token_key, *token);
    const bool has_ended = !admits_bearer(*presented.authorization);
    if (const auto* known = token_cache.find(digest, steady)) {
        if (known->who && !has_ended) return known->who;
        if (!known->who) return refusal::wrong;
    }
    return pending_token{digest, secret_bytes(*token), has_ended};
}

bool authenticator::state::admits_bearer(std::string_view authorization) const
{
    const auto token = find_signed_token(authorization);
    if (!token || settings.history == nullptr) return true;
    const auto read = read_signed_token(*signer, *token);
    return read && settings.history->admits(*read);
}

std::optional<actor_cookie> authenticator::state::verify_cookie(
    std::string_view cookie, unix_time now
) const
{
    auto read = read_actor_cookie(*signer, cookie, now);
    for (const auto& previous : settings.previous_signers)
        if (!read) read = read_actor_cookie(*previous, cookie, now);
    return read;
}

authenticator::settled authenticator::state::read_cookie(std::string_view cookie, unix_time now)
    const
{
    const auto read = verify_cookie(cookie, now);
    if (!read) {
        // A second look, for the log, with the clock set back.
        const auto past = verify_cookie(cookie, unix_time::min());
        return past && !past->sealed.empty() ? refusal::expired : refusal::no_credentials;
    }
    if (read->is_for_datasette) return refusal::no_credentials;
    std::optional<gateway_session> session;
    if (!read->sealed.empty()) {
        if (!settings.sessions) return refusal::no_credentials;
        session = settings.sessions->open(read->sealed, read->who->text(), read->expires);
        if (!session) return refusal::no_credentials;
    }
    const proof how = session ? proof::session : proof::cookie;
    const auto who = session ? actor_of(*session, read->who) : actor_of_plain_cookie(read->who);
    if (!who) return session ? refusal::expired : refusal::no_credentials;
    auto made = make_identity(who, how);
    if (session) made->session_ = std::move(*session);
    made->expires_ = read->expires;
    return made;
}

/// With http_basic_auth on, only cookies of the gateway count.
actor_ptr authenticator::state::actor_of_plain_cookie(const actor_ptr& named) const
{
    return settings.auth_required ? nullptr : named;
}

/// @param named  by the cookie.   @return the actor of the session now; null if it has ended.
actor_ptr authenticator::state::actor_of(const gateway_session& session, const actor_ptr& named)
    const
{
    if (session.origin == session_origin::account) {
        const account* opened_by = book->find(session.account);
        const auto* history = settings.history;
        if (opened_by == nullptr) return nullptr;
        if (history && history->has_ended(session.account, session.opened)) return nullptr;
        const bool is_same =
            settings.keep_on_password_change ||
            settings.sessions->generation_of(opened_by->name, opened_by->stored_hash) ==
                session.generation;
        return is_same ? opened_by->who : nullptr;
    }
    if (!settings.auth_required) return named;
    const bool passes = session.origin == session_origin::root_link ? settings.root_enabled
                                                                    : admits_plugin_actor(*named);
    return passes ? named : nullptr;
}

bool authenticator::state::admits_plugin_actor(const actor& who) const
{
    if (!settings.auth_required) return true;
    return settings.plugin_sign_in && !settings.plugin_sign_in_allow.is_null() &&
           actor_matches_allow(who.json(), settings.plugin_sign_in_allow);
}

// Not make_shared: the constructor is private.
std::shared_ptr<authenticated_actor> authenticator::state::make_identity(actor_ptr who, proof how)
    const
{
    return std::shared_ptr<authenticated_actor>(new authenticated_actor(std::move(who), how, signer)
    );
}

bool authenticator::state::is_logged_out(const authenticated_actor& who) const
{
    const auto* list = settings.logged_out;
    if (list == nullptr || list->size() == 0 || who.how() != proof::session) return false;
    const auto& session = who.session();
    return list->is_revoked(
        session.id, revocation_group(session, who.actor().text()), session.opened
    );
}

const account* authenticator::state::find_unchanged(const account& checked) const
{
    const account* found = book->find(checked.name);
    return found != nullptr && found->stored_hash == checked.stored_hash ? found : nullptr;
}

/// @return the actor that an identity of an earlier configuration has in this one; null: anonymous.
actor_ptr authenticator::state::present_actor(const authenticated_actor& before) const
{
    switch (before.how()) {
        case proof::basic: {
            const auto* found = find_unchanged(*before.account_);
            return found != nullptr ? found->who : nullptr;
        }
        case proof::session:
            if (!settings.sessions || is_logged_out(before)) return nullptr;
            return actor_of(before.session(), before.who_);
        case proof::cookie:
            return actor_of_plain_cookie(before.who_);
        case proof::token:
            return nullptr;
    }
    return nullptr;
}

authenticator::answer authenticator::state::check_cookie(
    std::string_view cookie, steady_time steady, unix_time now
)
{
    const credential_digest digest = make_digest(cookie_key, cookie);
    const credential_cache::entry* known = cookie_cache.find(digest, steady);
    const bool is_known = known != nullptr && now < known->usable_until;
    if (settings.counts != nullptr)
        (is_known ? settings.counts->cookie_hits : settings.counts->cookie_misses).add();
    const settled read = is_known ? settled(known->who) : read_cookie(cookie, now);
    if (const auto* why = std::get_if<refusal>(&read)) return refuse<answer>(*why);
    const auto& who = std::get<identity>(read);
    if (is_logged_out(*who)) return refuse<answer>(refusal::logged_out);
    if (!is_known) {
        cookie_cache.remember(
            digest, credential_cache::entry{who, who->expires()}, steady, settings.cache_seconds
        );
    }
    return who;
}

authenticator::authenticator(
    std::shared_ptr<const account_book> book, std::shared_ptr<const cookie_signer> signer,
    const std::array<unsigned char, 32>& digest_key, authenticator_settings settings
)
{
    start_sodium();
    // NOLINTNEXTLINE(modernize-make-unique): the caches can be made in place only.
    state_.reset(new state{
        std::move(book), std::move(signer), settings,
        derive_credential_key(digest_key, "authorization"),
        derive_credential_key(digest_key, "ds_actor"),
        derive_credential_key(digest_key, "login form"),
        derive_credential_key(digest_key, "Bearer token"), credential_cache(settings.cache_entries),
        credential_cache(settings.cache_entries), credential_cache(limits::token_cache_entries_max)}
    );
    assert(state_->book != nullptr && state_->signer != nullptr);
}

authenticator::~authenticator() = default;

authenticator::answer authenticator::authenticate(
    const presented_credentials& presented, std::chrono::steady_clock::time_point steady,
    unix_time now
)
{
    if (!presented.authorization) {
        if (presented.actor_cookie)
            return state_->check_cookie(*presented.actor_cookie, steady, now);
        return state_->refuse<answer>(refusal::no_credentials);
    }
    if (is_basic(*presented.authorization)) return state_->check_basic(presented, steady);
    return state_->check_bearer(presented, steady);
}

std::optional<pending_check> authenticator::check_password(
    std::string_view user, std::string_view password, std::string_view network
) const
{
    // The length first, so that no two different pairs give the same text.
    const std::string begin = std::to_string(user.size()) + ':' + std::string(user);
    secret_bytes both(begin.size() + password.size());
    begin.copy(both.data(), begin.size());
    password.copy(both.data() + begin.size(), password.size());
    const auto digest = make_digest(state_->form_key, both.view());
    return state_->make_check(digest, std::string(user), secret_bytes(password), network);
}

identity authenticator::recheck(const identity& before, unix_time now) const
{
    if (!before || before->expires() <= now) return nullptr;
    auto who = state_->present_actor(*before);
    if (!who) return nullptr;
    auto made = state_->make_identity(std::move(who), before->how());
    made->session_ = before->session_;
    made->expires_ = before->expires_;
    if (before->account_ != nullptr) {
        made->book_ = state_->book;
        made->account_ = state_->book->find(before->account_->name);
    }
    return made;
}

const account* authenticator::find_unchanged(const account& checked) const
{
    return state_->find_unchanged(checked);
}

bool authenticator::admits_sessions() const
{
    const auto* list = state_->settings.logged_out;
    return list == nullptr || !list->is_full();
}

unix_time authenticator::session_start(const account& of, unix_time now) const
{
    return state_->settings.history ? state_->settings.history->first_second(of.name, now) : now;
}

bool authenticator::admits_plugin_actor(const actor& who) const
{
    return state_->admits_plugin_actor(who);
}

bool authenticator::admits_bearer(std::string_view authorization) const
{
    return state_->admits_bearer(authorization);
}

authenticator::settled authenticator::settle(
    const credential_digest& digest, const account* known, kdf_outcome outcome,
    std::chrono::steady_clock::time_point steady
)
{
    if (outcome == kdf_outcome::overloaded) return refusal::overloaded;
    const authenticator_settings& settings = state_->settings;
    // A password that matches the decoy of an unknown user proves nothing.
    if (outcome == kdf_outcome::match && known != nullptr) {
        const auto who = state_->make_identity(known->who, proof::basic);
        who->book_ = state_->book;
        who->account_ = known;
        state_->cache.remember(
            digest, credential_cache::entry{who}, steady, settings.cache_seconds
        );
        return who;
    }
    state_->cache.remember(digest, credential_cache::entry{}, steady, settings.cache_wrong_seconds);
    return state_->refuse<settled>(refusal::wrong);
}

authenticator::settled authenticator::settle_token(
    const credential_digest& digest, const token_answer& checked,
    std::chrono::steady_clock::time_point steady
)
{
    if (checked.what == token_answer::kind::unverified) return refusal::unverified;
    const bool is_current = checked.generation == state_->token_generation;
    if (checked.what == token_answer::kind::refused || checked.who == nullptr) {
        const auto lifetime = state_->settings.cache_wrong_seconds;
        if (is_current)
            state_->token_cache.remember(digest, credential_cache::entry{}, steady, lifetime);
        return refusal::wrong;
    }
    const identity who = state_->make_identity(checked.who, proof::token);
    if (is_current) {
        const auto left = std::chrono::floor<std::chrono::seconds>(checked.until - steady);
        state_->token_cache.remember(digest, credential_cache::entry{who}, steady, left);
    }
    return who;
}

}  // namespace dsgw::auth
