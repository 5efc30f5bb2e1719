#include "gateway/pages/secrets/manage_secrets.hpp"

#include "gateway/html/people_pages.hpp"
#include "gateway/pages/flash.hpp"
#include "gateway/pages/form_check.hpp"
#include "gateway/pages/page_frame.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/secrets/secret_forms.hpp"
#include "gateway/pages/secrets/secrets_view.hpp"
#include "gateway/request/challenge.hpp"
#include "gateway/secret_service/secrets_service.hpp"

#include <spdlog/spdlog.h>

#include <charconv>

namespace dsgw {

namespace {

using secrets::secret_store;
using verdict = form_outcome::verdict;
using form_answer = secrets::result<form_outcome>;

secrets_site secrets_site_of(const page_visit& visit)
{
    return {visit.services.secrets->known(), visit.x.at->names, visit.base_url()};
}

secrets::store_thread& store_of(const page_visit& visit)
{
    return *visit.services.secrets->store();
}

const std::string& asked_name(const page_visit& visit) { return visit.x.where.secret; }

secrets::author author_of(const page_visit& visit)
{
    secrets::author by;
    const auto& id = visit.x.who->who().id();
    if (!id.empty()) by.actor_id = id;
    by.client = visit.x.client;
    return by;
}

/// Accepts only a whole number.
std::optional<std::int64_t> version_in(const page_visit& visit)
{
    const auto text = visit.request.form.form.text("version");
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

/// Checks permission and store.
/// @return a reply, or nothing if the page may be made.
task<std::optional<reply>> check_permission(page_visit& visit)
{
    const auto& x = visit.x;
    const auto& from = x.at->configured();
    if (!x.who && visit.request.goes_to_page && has_log_in_form(from) && offers_log_in(from))
        co_return redirect_to_login(from, visit.request.target);
    if (!x.who || !x.at->manage_secrets.allows(x.who->who())) {
        auto failing = frame_failure(visit, 403, "Permission denied");
        co_return co_await std::move(failing);
    }
    if (visit.services.secrets == nullptr || visit.services.secrets->store() == nullptr) {
        auto failing = frame_failure(
            visit, 503,
            "The gateway has no store of secrets; its log says why. Set "
            "plugins.datasette-gateway.secrets.path to use another location."
        );
        co_return co_await std::move(failing);
    }
    co_return std::nullopt;
}

task<reply> show_store_failure(page_visit& visit, secrets::failure why)
{
    spdlog::error("secrets: {}", why.message);
    auto failing = frame_failure(visit, 503, why.message);
    co_return co_await std::move(failing);
}

/// The reply to a name without a page: it lists the names that have one.
task<reply> show_unknown(page_visit& visit)
{
    const auto site = secrets_site_of(visit);
    auto asking = ask_store(store_of(visit), [site](secret_store& store) {
        return view_choices(store, site);
    });
    const auto choices = co_await std::move(asking);
    if (!choices) {
        auto failing = show_store_failure(visit, choices.error());
        co_return co_await std::move(failing);
    }
    failure_page page;
    page.base_url = visit.base_url();
    page.title = "404 Not Found";
    page.text = "There is no secret " + asked_name(visit) + ".";
    page.choices_heading = "Existing secrets:";
    page.choices = *choices;
    page.back = {"Manage secrets", visit.base_url() + "-/secrets"};
    page.request_id = visit.x.request_id;
    if (visit.x.reader == audience::program) {
        for (const auto& each : page.choices)
            page.text +=
                (&each == &page.choices.front() ? " Existing secrets: " : ", ") + each.label;
        co_return make_text_reply(404, page.text, audience::program, visit.x.request_id);
    }
    auto framing = frame_page(visit, 404, render_page(page));
    co_return co_await std::move(framing);
}

task<reply> show_failed_view(page_visit& visit, secrets::failure why)
{
    if (why.code == secrets::errc::no_such_secret) {
        auto showing = show_unknown(visit);
        co_return co_await std::move(showing);
    }
    auto failing = show_store_failure(visit, why);
    co_return co_await std::move(failing);
}

/// A form that was refused.
struct unfinished_form
{
    unsigned status = 200;
    std::string message{};
    std::optional<std::string> typed_note{};
};

task<reply> show_secret(page_visit& visit, unfinished_form form)
{
    const auto site = secrets_site_of(visit);
    const auto name = asked_name(visit);
    auto asking = ask_store(store_of(visit), [site, name](secret_store& store) {
        return view_secret(store, site, name);
    });
    auto found = co_await std::move(asking);
    if (!found) {
        auto failing = show_failed_view(visit, found.error());
        co_return co_await std::move(failing);
    }
    auto& page = *found;
    page.csrf_token = make_form_token(visit);
    page.message = std::move(form.message);
    page.typed_note = std::move(form.typed_note);
    auto framing = frame_page(visit, form.status, render_page(page));
    co_return co_await std::move(framing);
}

unsigned status_of_form(verdict how)
{
    switch (how) {
        case verdict::outdated:
            return 409;
        case verdict::failed:
            return 503;
        case verdict::unknown:
            return 404;
        default:
            return 400;
    }
}

reply redirect_with_message(const page_visit& visit, std::string where, const std::string& message)
{
    auto made = make_redirect(std::move(where));
    if (!message.empty()) {
        made.headers.emplace_back("Set-Cookie", keep_message(visit.x, message, message_kind::info));
    }
    return made;
}

/// A request that never reached the store has failed as well.
form_outcome outcome_of(form_answer& answer)
{
    auto outcome =
        answer ? std::move(*answer) : form_outcome{verdict::failed, answer.error().message};
    if (outcome.how == verdict::failed) spdlog::error("secrets: {}", outcome.message);
    return outcome;
}

task<reply> answer_outcome(page_visit& visit, form_outcome outcome, std::optional<std::string> note)
{
    if (outcome.clock_went_back) {
        spdlog::warn("secrets: the system clock is earlier than the previous version's timestamp");
    }
    switch (outcome.how) {
        case verdict::done:
        case verdict::unchanged:
            co_return redirect_with_message(visit, visit.base_url() + "-/secrets", outcome.message);
        default:
            break;
    }
    unfinished_form form{status_of_form(outcome.how), std::move(outcome.message), std::move(note)};
    auto showing = show_secret(visit, std::move(form));
    co_return co_await std::move(showing);
}

/// For a form that never reached the store.
task<reply> show_problem(page_visit& visit, form_problem problem)
{
    unfinished_form form{problem.status, std::move(problem.text)};
    auto showing = show_secret(visit, std::move(form));
    co_return co_await std::move(showing);
}

task<reply> take_secret_form(page_visit& visit)
{
    if (auto problem = check_form(visit)) {
        auto showing = show_problem(visit, std::move(*problem));
        co_return co_await std::move(showing);
    }
    const auto& fields = visit.request.form.form;
    if (fields.find("version") && !version_in(visit)) {
        auto showing = show_problem(visit, {400, "The form's version is not a number."});
        co_return co_await std::move(showing);
    }
    const auto form = std::make_shared<secret_form>();
    form->name = asked_name(visit);
    form->value = secret_bytes(fields.text("secret"));
    form->note = fields.text("note");
    form->version = version_in(visit);
    form->by = author_of(visit);
    const auto site = secrets_site_of(visit);
    auto asking = ask_store(store_of(visit), [form, site](secret_store& store) -> form_answer {
        return submit_secret(store, *site.known, *form);
    });
    auto answer = co_await std::move(asking);
    auto answering = answer_outcome(visit, outcome_of(answer), form->note);
    co_return co_await std::move(answering);
}

}  // namespace

task<reply> answer_secrets(page_visit& visit)
{
    auto turning = check_permission(visit);
    auto refusal = co_await std::move(turning);
    if (refusal) co_return std::move(*refusal);
    const auto site = secrets_site_of(visit);
    const auto query = visit.request.search;
    auto asking = ask_store(store_of(visit), [site, query](secret_store& store) {
        return view_secrets(store, site, query);
    });
    auto found = co_await std::move(asking);
    if (!found) {
        auto failing = show_store_failure(visit, found.error());
        co_return co_await std::move(failing);
    }
    auto& page = *found;
    page.csrf_token = make_form_token(visit);
    auto content = render_page(page);
    content.messages = read_messages(visit.x, visit.request.messages_cookie);
    const bool was_shown = !content.messages.empty();
    if (auto why = visit.services.secrets->unreachable(); !why.empty())
        content.messages.push_back({"Not for plugins: " + why + '.', message_kind::warning});
    auto framing = frame_page(visit, 200, std::move(content));
    auto made = co_await std::move(framing);
    if (was_shown) made.headers.emplace_back("Set-Cookie", forget_messages(visit.x));
    co_return made;
}

task<reply> answer_secret(page_visit& visit)
{
    auto turning = check_permission(visit);
    auto refusal = co_await std::move(turning);
    if (refusal) co_return std::move(*refusal);
    if (!has_page(asked_name(visit))) {
        auto showing = show_unknown(visit);
        co_return co_await std::move(showing);
    }
    if (visit.request.reads()) {
        auto showing = show_secret(visit, unfinished_form());
        co_return co_await std::move(showing);
    }
    auto taking = take_secret_form(visit);
    co_return co_await std::move(taking);
}

namespace {

task<reply> ask_before_deletion(page_visit& visit, unsigned status, std::string message)
{
    const auto site = secrets_site_of(visit);
    const auto name = asked_name(visit);
    auto asking = ask_store(store_of(visit), [site, name](secret_store& store) {
        return view_deletion(store, site, name);
    });
    auto found = co_await std::move(asking);
    if (!found) {
        auto failing = show_failed_view(visit, found.error());
        co_return co_await std::move(failing);
    }
    auto& page = *found;
    page.csrf_token = make_form_token(visit);
    auto content = render_page(page);
    if (!message.empty()) content.messages.push_back({std::move(message), message_kind::error});
    auto framing = frame_page(visit, status, std::move(content));
    co_return co_await std::move(framing);
}

/// Names may be any text here: another spelling of the path would be another name.
bool is_spelt_plainly(const page_visit& visit)
{
    const auto& target = visit.request.target;
    const auto path = std::string_view(target).substr(0, target.find('?'));
    return path.ends_with(secret_href("/", asked_name(visit)) + "/delete");
}

}  // namespace

task<reply> answer_delete_secret(page_visit& visit)
{
    auto turning = check_permission(visit);
    auto refusal = co_await std::move(turning);
    if (refusal) co_return std::move(*refusal);
    if (!is_spelt_plainly(visit)) {
        auto showing = show_unknown(visit);
        co_return co_await std::move(showing);
    }
    if (visit.request.reads()) {
        auto showing = ask_before_deletion(visit, 200, std::string());
        co_return co_await std::move(showing);
    }
    if (auto problem = check_form(visit)) {
        auto showing = ask_before_deletion(visit, problem->status, std::move(problem->text));
        co_return co_await std::move(showing);
    }
    const auto name = asked_name(visit);
    const auto by = author_of(visit);
    auto asking = ask_store(store_of(visit), [name, by](secret_store& store) -> form_answer {
        return submit_deletion(store, name, by);
    });
    auto answer = co_await std::move(asking);
    auto outcome = outcome_of(answer);
    if (outcome.how == verdict::done)
        co_return redirect_with_message(visit, visit.base_url() + "-/secrets", outcome.message);
    const auto status = status_of_form(outcome.how);
    auto showing = ask_before_deletion(visit, status, std::move(outcome.message));
    co_return co_await std::move(showing);
}

task<reply> answer_restore_secret(page_visit& visit)
{
    auto turning = check_permission(visit);
    auto refusal = co_await std::move(turning);
    if (refusal) co_return std::move(*refusal);
    if (auto problem = check_form(visit)) {
        auto showing = show_problem(visit, std::move(*problem));
        co_return co_await std::move(showing);
    }
    const auto version = version_in(visit);
    if (!version) {
        auto showing = show_problem(visit, {400, "The form does not name a version."});
        co_return co_await std::move(showing);
    }
    const auto name = asked_name(visit);
    const auto by = author_of(visit);
    const auto wanted = *version;
    auto asking =
        ask_store(store_of(visit), [name, wanted, by](secret_store& store) -> form_answer {
            return submit_restore(store, name, wanted, by);
        });
    auto answer = co_await std::move(asking);
    auto outcome = outcome_of(answer);
    if (outcome.how == verdict::done)
        co_return redirect_with_message(
            visit, secret_href(visit.base_url(), name), outcome.message
        );
    auto answering = answer_outcome(visit, std::move(outcome), std::nullopt);
    co_return co_await std::move(answering);
}

}  // namespace dsgw
