#include "gateway/pages/flash.hpp"
#include "gateway/pages/form_check.hpp"
#include "gateway/pages/page_frame.hpp"
#include "gateway/pages/page_html.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/pages.hpp"
#include "gateway/request/display_names.hpp"
#include "gateway/request/session_cookie.hpp"

namespace dsgw {

namespace {

task<reply> ask(page_visit& visit, unsigned status, std::string message)
{
    logout_page page;
    page.base_url = visit.base_url();
    page.csrf_token = make_form_token(visit);
    page.actor_name = display_name_of(visit.ex.identity->actor());
    page.is_basic = visit.ex.identity->how() == auth::proof::basic;
    auto content = render_page(page);
    if (!message.empty()) content.messages.push_back({std::move(message), message_kind::error});
    co_return co_await frame_page(visit, status, std::move(content));
}

/// Datasette's own button, in the menu of each of its pages, has another token. The browser's
/// statement about the form's origin, which has been checked, is sufficient for it.
std::optional<form_problem> check_logout(const page_visit& visit)
{
    if (visit.request.names_its_origin) return std::nullopt;
    return check_form(visit);
}

reply make_basic_logout_reply(page_visit& visit)
{
    auto challenge = make_challenge(visit.ex.config->settings().realm, visit.ex.format);
    if (visit.ex.format == reply_format::json) {
        challenge.headers.emplace_back("Set-Cookie", end_session(visit.ex));
        return challenge;
    }
    logged_out_page page;
    page.base_url = visit.base_url();
    auto made = frame_plainly(visit, 401, render_page(page));
    made.headers.push_back(std::move(challenge.headers.front()));
    made.headers.emplace_back("Set-Cookie", end_session(visit.ex));
    return made;
}

/// The session of the request's cookie, even if other credentials decide; null if there is none.
auth::identity session_of(const page_visit& visit)
{
    const auto& ex = visit.ex;
    if (ex.identity->how() == auth::proof::session) return ex.identity;
    auth::presented_credentials cookie_alone;
    cookie_alone.actor_cookie = visit.request.actor_cookie;
    const auto answer =
        ex.config->authenticator.authenticate(cookie_alone, steady_clock::now(), auth::unix_now());
    const auto* who = std::get_if<auth::identity>(&answer);
    const bool is_session = who != nullptr && *who && (*who)->how() == auth::proof::session;
    return is_session ? *who : nullptr;
}

}  // namespace

task<reply> answer_logout(page_visit& visit)
{
    auto& ex = visit.ex;
    if (!ex.identity) co_return make_redirect(visit.base_url());
    if (visit.request.reads()) {
        co_return co_await ask(visit, 200, std::string());
    }
    if (const auto problem = check_logout(visit)) {
        co_return co_await ask(visit, problem->status, problem->text);
    }
    visit.services.audit.write({audit_event::logged_out, ex.client, ex.identity->actor().id()});
    if (const auto session = session_of(visit)) {
        auto adding =
            visit.services.revocations.add(ended_session_of(*session, ex.config->settings().session)
            );
        co_await std::move(adding);
    }
    if (ex.identity->how() == auth::proof::basic) co_return make_basic_logout_reply(visit);
    auto made = make_redirect(visit.base_url());
    made.headers.emplace_back("Set-Cookie", end_session(ex));
    if (!ex.config->snapshot->http_basic_auth) {
        // The text of Datasette.
        made.headers.emplace_back(
            "Set-Cookie", keep_message(ex, "You are now logged out", message_kind::warning)
        );
    }
    co_return made;
}

}  // namespace dsgw
