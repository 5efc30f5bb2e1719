#include "gateway/http/limits.hpp"
#include "gateway/http/next_path.hpp"
#include "gateway/pages/form_check.hpp"
#include "gateway/pages/page_frame.hpp"
#include "gateway/pages/page_html.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/pages.hpp"
#include "gateway/request/challenge.hpp"
#include "gateway/request/session_cookie.hpp"

namespace dsgw {

namespace {

/// The message above the form.
struct login_notice
{
    unsigned status = 200;
    std::string message{};
};

task<reply> show_form(page_visit& visit, login_notice notice)
{
    const auto& form = visit.request.form.form;
    login_page page;
    page.base_url = visit.base_url();
    page.csrf_token = make_form_token(visit);
    page.message = notice.message;
    const auto typed = form.text("username");
    if (typed.size() <= limits::form_username_bytes_max) page.username = typed;
    page.next = next_path(form.find("next").value_or(visit.request.next), visit.base_url());
    co_return co_await frame_page(visit, notice.status, render_page(page));
}

std::optional<login_notice> check_fields(const page_visit& visit)
{
    if (auto problem = check_form(visit)) return login_notice{problem->status, problem->text};
    const auto& form = visit.request.form.form;
    const bool too_long = form.text("username").size() > limits::form_username_bytes_max ||
                          form.text("password").size() > limits::form_password_bytes_max;
    if (too_long) return login_notice{400, "The username or the password is too long."};
    if (visit.ex.config->snapshot->accounts->empty())
        return login_notice{200, std::string(no_accounts_message)};
    return std::nullopt;
}

reply open_session(page_visit& visit, const auth::account& by)
{
    auto& ex = visit.ex;
    ex.actor_id = by.who->id();
    auto made = make_redirect(next_path(visit.request.form.form.text("next"), visit.base_url()));
    const auto start = ex.config->authenticator.session_start(by, auth::unix_now());
    const auto session = ex.config->sessions->make_session(by.name, by.stored_hash, start);
    made.headers.emplace_back("Set-Cookie", begin_session(ex, *by.who, session));
    return made;
}

/// The password was right when it was hashed. Checks that this still holds in the current
/// configuration.
/// @return the account in it; null if it is gone, or has another password.
const auth::account* find_present_account(page_visit& visit, const auth::account& checked)
{
    visit.ex.config = visit.current;
    return visit.ex.config->authenticator.find_unchanged(checked);
}

/// The message for an attempt that opened no session.
login_notice notice_of(const password_check_result& guess)
{
    if (guess.retry_after) return {429, "Too many wrong passwords from your network. Please wait."};
    if (guess.checked == auth::kdf_outcome::overloaded)
        return {503, "Too many passwords are being checked right now. Please try again."};
    if (guess.how == auth::throttle::outcome::right)
        return {503, "No session can be opened right now. Please try again later."};
    return {200, std::string(wrong_password_message)};
}

task<reply> try_password(page_visit& visit)
{
    auto& ex = visit.ex;
    const auto& form = visit.request.form.form;
    auto pending = ex.config->authenticator.check_password(
        form.text("username"), form.text("password"), ex.client_network
    );
    if (!pending) {
        auto showing = show_form(visit, login_notice{200, std::string(no_accounts_message)});
        co_return co_await std::move(showing);
    }
    const auto hashed_with = ex.config;  // its accounts live as long as `pending` refers to one
    auto checking = check_password(visit.services.passwords, *pending, ex.client_network);
    auto guess = co_await std::move(checking);
    audit_login_attempt(visit.services.audit, guess, {ex.client, pending->user});
    if (guess.how == auth::throttle::outcome::right) {
        const auto* by = find_present_account(visit, *pending->known);
        if (by != nullptr && visit.services.revocations.admits_sessions())
            co_return open_session(visit, *by);
        if (by == nullptr) guess.how = auth::throttle::outcome::wrong;
    }
    const auto notice = notice_of(guess);
    auto made = co_await show_form(visit, notice);
    const auto wait = guess.retry_after.value_or(limits::retry_after);
    if (notice.status != 200) {
        made.headers.emplace_back("Retry-After", std::to_string(wait.count()));
    }
    co_return made;
}

}  // namespace

task<reply> answer_login(page_visit& visit)
{
    const auto& from = *visit.ex.config->snapshot;
    if (!has_login_form(from)) {
        if (!visit.ex.identity) co_return make_challenge(from.settings.realm, visit.ex.format);
        co_return make_redirect(next_path(visit.request.next, from.base_url));
    }
    if (visit.request.reads()) {
        login_notice nothing;
        co_return co_await show_form(visit, nothing);
    }
    if (const auto problem = check_fields(visit)) {
        co_return co_await show_form(visit, *problem);
    }
    co_return co_await try_password(visit);
}

}  // namespace dsgw
