#include "gateway/pages/secrets/answer_secrets.hpp"

#include "gateway/pages/flash.hpp"
#include "gateway/pages/form_check.hpp"
#include "gateway/pages/page_frame.hpp"
#include "gateway/pages/page_html.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/pages.hpp"
#include "gateway/request/challenge.hpp"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

namespace dsgw {

namespace {

/// Checks permission and store.
/// @return a reply, or nothing if the page may be made.
task<std::optional<reply>> check_permission(page_visit& visit)
{
    const auto& ex = visit.ex;
    const auto& from = *ex.config->snapshot;
    if (!ex.identity && visit.request.goes_to_page && has_login_form(from) && offers_login(from))
        co_return redirect_to_login(from, visit.request.target);
    if (!ex.identity || !ex.config->manage_secrets.allows(ex.identity->actor()))
        co_return co_await frame_failure(visit, 403, "Permission denied");
    if (visit.services.secrets == nullptr || visit.services.secrets->store() == nullptr) {
        co_return co_await frame_failure(
            visit, 503,
            "The gateway has no store of secrets; its log says why. Set "
            "plugins.datasette-gateway.secrets.path to use another location."
        );
    }
    co_return std::nullopt;
}

task<reply> show_list(page_visit& visit)
{
    const auto site = secrets_site_of(visit);
    const auto query = visit.request.search;
    auto asking = ask_store(store_of(visit), [site, query](secrets::secret_store& store) {
        return view_secrets(store, site, query);
    });
    auto found = co_await std::move(asking);
    if (!found) co_return co_await show_store_failure(visit, found.error());
    found->csrf_token = make_form_token(visit);
    auto content = render_page(*found);
    content.messages = read_messages(visit.ex, visit.request.messages_cookie);
    const bool was_shown = !content.messages.empty();
    if (auto why = visit.services.secrets->unreachable(); !why.empty())
        content.messages.push_back({"Not for plugins: " + why + '.', message_kind::warning});
    auto made = co_await frame_page(visit, 200, std::move(content));
    if (was_shown) made.headers.emplace_back("Set-Cookie", forget_messages(visit.ex));
    co_return made;
}

}  // namespace

task<reply> answer_secrets(page_visit& visit)
{
    auto refusal = co_await check_permission(visit);
    if (refusal) co_return std::move(*refusal);
    switch (visit.ex.route.kind) {
        case route_kind::secret:
            co_return co_await answer_secret(visit);
        case route_kind::delete_secret:
            co_return co_await answer_delete_secret(visit);
        case route_kind::restore_secret:
            co_return co_await answer_restore_secret(visit);
        default:
            co_return co_await show_list(visit);
    }
}

secrets_site secrets_site_of(const page_visit& visit)
{
    return {visit.services.secrets->known(), visit.ex.config->display_names, visit.base_url()};
}

secrets::store_thread& store_of(const page_visit& visit)
{
    return *visit.services.secrets->store();
}

const std::string& asked_name(const page_visit& visit) { return visit.ex.route.secret; }

secrets::author author_of(const page_visit& visit)
{
    secrets::author by;
    const auto& id = visit.ex.identity->actor().id();
    if (!id.empty()) by.actor_id = id;
    by.client = visit.ex.client;
    return by;
}

task<reply> show_store_failure(page_visit& visit, secrets::failure why)
{
    spdlog::error("secrets: {}", why.message);
    co_return co_await frame_failure(visit, 503, why.message);
}

task<reply> show_unknown_secret(page_visit& visit)
{
    const auto site = secrets_site_of(visit);
    auto asking = ask_store(store_of(visit), [site](secrets::secret_store& store) {
        return view_choices(store, site);
    });
    const auto choices = co_await std::move(asking);
    if (!choices) co_return co_await show_store_failure(visit, choices.error());
    failure_page page;
    page.base_url = visit.base_url();
    page.title = "404 Not Found";
    page.text = "There is no secret " + asked_name(visit) + ".";
    page.choices_heading = "Existing secrets:";
    page.choices = *choices;
    page.back = {"Manage secrets", visit.base_url() + "-/secrets"};
    page.request_id = visit.ex.request_id;
    if (visit.ex.format == reply_format::json) {
        for (const auto& each : page.choices)
            page.text +=
                (&each == &page.choices.front() ? " Existing secrets: " : ", ") + each.label;
        co_return make_text_reply(404, page.text, reply_format::json, visit.ex.request_id);
    }
    co_return co_await frame_page(visit, 404, render_page(page));
}

task<reply> show_failed_view(page_visit& visit, secrets::failure why)
{
    if (why.code == secrets::errc::no_such_secret) co_return co_await show_unknown_secret(visit);
    co_return co_await show_store_failure(visit, std::move(why));
}

reply redirect_with_message(const page_visit& visit, std::string where, const std::string& message)
{
    auto made = make_redirect(std::move(where));
    if (!message.empty()) {
        made.headers.emplace_back(
            "Set-Cookie", keep_message(visit.ex, message, message_kind::info)
        );
    }
    return made;
}

}  // namespace dsgw
