#include "base/parse_number.hpp"
#include "gateway/pages/form_check.hpp"
#include "gateway/pages/page_frame.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/secrets/answer_secrets.hpp"
#include "gateway/pages/secrets/save_secret.hpp"

#include <spdlog/spdlog.h>

#include <memory>
#include <optional>
#include <utility>

namespace dsgw {

namespace {

using secrets::secret_store;
using verdict = form_outcome::verdict;
using form_answer = secrets::result<form_outcome>;

/// Accepts only a whole number.
std::optional<std::int64_t> version_in(const page_visit& visit)
{
    const auto text = visit.request.form.form.text("version");
    const auto number = parse_number<std::int64_t>(text);
    return number && *number >= 0 ? number : std::nullopt;
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
    if (!found) co_return co_await show_failed_view(visit, found.error());
    found->csrf_token = make_form_token(visit);
    found->message = std::move(form.message);
    found->typed_note = std::move(form.typed_note);
    co_return co_await frame_page(visit, form.status, render_page(*found));
}

/// For a form that never reached the store.
task<reply> show_problem(page_visit& visit, unsigned status, std::string text)
{
    unfinished_form form{status, std::move(text)};
    co_return co_await show_secret(visit, std::move(form));
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

/// A request that never reached the store has failed as well.
form_outcome outcome_of(form_answer answer)
{
    auto outcome =
        answer ? std::move(*answer) : form_outcome{verdict::failed, answer.error().message};
    if (outcome.how == verdict::failed) spdlog::error("secrets: {}", outcome.message);
    return outcome;
}

/// @param where  the page after a success.
/// @param note   as typed, for the page after a refusal.
task<reply> answer_outcome(
    page_visit& visit, form_outcome outcome, std::string where, std::optional<std::string> note
)
{
    if (outcome.clock_went_back)
        spdlog::warn("secrets: the system clock is earlier than the previous version's timestamp");
    if (outcome.how == verdict::done || outcome.how == verdict::unchanged)
        co_return redirect_with_message(visit, std::move(where), outcome.message);
    unfinished_form form{status_of_form(outcome.how), std::move(outcome.message), std::move(note)};
    co_return co_await show_secret(visit, std::move(form));
}

std::string list_href(const page_visit& visit) { return visit.base_url() + "-/secrets"; }

task<reply> save_form(page_visit& visit)
{
    if (const auto problem = check_form(visit))
        co_return co_await show_problem(visit, problem->status, problem->text);
    const auto& fields = visit.request.form.form;
    if (fields.find("version") && !version_in(visit))
        co_return co_await show_problem(visit, 400, "The form's version is not a number.");
    const auto form = std::make_shared<secret_form>();
    form->name = asked_name(visit);
    form->value = secret_bytes(fields.text("secret"));
    form->note = fields.text("note");
    form->version = version_in(visit);
    form->by = author_of(visit);
    const auto known = visit.services.secrets->known();
    auto asking = ask_store(store_of(visit), [form, known](secret_store& store) -> form_answer {
        return save_secret(store, *known, *form);
    });
    auto answer = co_await std::move(asking);
    auto outcome = outcome_of(std::move(answer));
    co_return co_await answer_outcome(visit, std::move(outcome), list_href(visit), form->note);
}

task<reply> ask_before_deletion(page_visit& visit, unsigned status, std::string message)
{
    const auto site = secrets_site_of(visit);
    const auto name = asked_name(visit);
    auto asking = ask_store(store_of(visit), [site, name](secret_store& store) {
        return view_deletion(store, site, name);
    });
    auto found = co_await std::move(asking);
    if (!found) co_return co_await show_failed_view(visit, found.error());
    found->csrf_token = make_form_token(visit);
    auto content = render_page(*found);
    if (!message.empty()) content.messages.push_back({std::move(message), message_kind::error});
    co_return co_await frame_page(visit, status, std::move(content));
}

/// Names may be any text here: another spelling of the path would be another name.
bool is_spelt_plainly(const page_visit& visit)
{
    const auto& target = visit.request.target;
    const auto path = std::string_view(target).substr(0, target.find('?'));
    return path.ends_with(secret_href("/", asked_name(visit)) + "/delete");
}

}  // namespace

task<reply> answer_secret(page_visit& visit)
{
    if (!has_page(asked_name(visit))) co_return co_await show_unknown_secret(visit);
    if (visit.request.reads()) co_return co_await show_secret(visit, unfinished_form());
    co_return co_await save_form(visit);
}

task<reply> answer_delete_secret(page_visit& visit)
{
    if (!is_spelt_plainly(visit)) co_return co_await show_unknown_secret(visit);
    if (visit.request.reads()) co_return co_await ask_before_deletion(visit, 200, std::string());
    if (const auto problem = check_form(visit))
        co_return co_await ask_before_deletion(visit, problem->status, problem->text);
    const auto name = asked_name(visit);
    const auto by = author_of(visit);
    auto asking = ask_store(store_of(visit), [name, by](secret_store& store) -> form_answer {
        return delete_secret(store, name, by);
    });
    auto answer = co_await std::move(asking);
    auto outcome = outcome_of(std::move(answer));
    if (outcome.how == verdict::done)
        co_return redirect_with_message(visit, list_href(visit), outcome.message);
    const auto status = status_of_form(outcome.how);
    co_return co_await ask_before_deletion(visit, status, std::move(outcome.message));
}

task<reply> answer_restore_secret(page_visit& visit)
{
    if (const auto problem = check_form(visit))
        co_return co_await show_problem(visit, problem->status, problem->text);
    const auto version = version_in(visit);
    if (!version) co_return co_await show_problem(visit, 400, "The form does not name a version.");
    const auto name = asked_name(visit);
    const auto by = author_of(visit);
    auto asking = ask_store(
        store_of(visit),
        [name, wanted = *version, by](secret_store& store) -> form_answer {
            return restore_secret(store, name, wanted, by);
        }
    );
    auto answer = co_await std::move(asking);
    auto outcome = outcome_of(std::move(answer));
    auto where = secret_href(visit.base_url(), name);
    co_return co_await answer_outcome(visit, std::move(outcome), std::move(where), std::nullopt);
}

}  // namespace dsgw
