#include "gateway/pages/secrets/save_secret.hpp"

#include "secrets/catalogue.hpp"
#include "secrets/value_rules.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace dsgw {

namespace {

using verdict = form_outcome::verdict;

form_outcome refused(std::string message) { return {verdict::refused, std::move(message)}; }

/// Maps an error of the store.
form_outcome outcome_of(const secrets::failure& why)
{
    using secrets::errc;
    static constexpr auto of_the_form = {
        errc::name_not_allowed, errc::value_missing,  errc::value_too_long,
        errc::value_is_binary,  errc::value_not_utf8, errc::note_too_long,
        errc::note_not_utf8,    errc::row_unreadable, errc::no_key};
    if (why.code == errc::version_changed) {
        return {
            verdict::outdated,
            "Another user has changed this secret since this form was loaded. Nothing was saved: "
            "check the current version, and try again."};
    }
    if (why.code == errc::no_such_secret || why.code == errc::no_such_version)
        return {verdict::unknown, why.message};
    if (std::ranges::any_of(of_the_form, [&](errc code) { return why.code == code; }))
        return refused(why.message);
    return {verdict::failed, why.message};
}

form_outcome outcome_of(const secrets::result<secrets::saved>& answer, std::string message)
{
    if (!answer) return outcome_of(answer.error());
    return {verdict::done, std::move(message), answer->clock_went_back};
}

std::string set_by_environment(const std::string& name)
{
    return "The environment variable " + secrets::variable_of(name) +
           " sets this secret and takes precedence over stored values: nothing was saved.";
}

using versions = std::vector<secrets::version_info>;

form_outcome submit_note(
    secrets::secret_store& store, const secret_form& form, const versions& history
)
{
    if (history.empty()) return refused("Secret is required");
    const auto& current = history.front();
    if (form.note == current.note && form.version.value_or(current.version) == current.version)
        return {verdict::unchanged};
    const auto answer = store.set_note({form.name, form.by, form.version}, form.note);
    return outcome_of(answer, form.note.empty() ? "" : "Note updated: " + form.name);
}

}  // namespace

form_outcome save_secret(
    secrets::secret_store& store, const secrets::catalogue& known, const secret_form& form
)
{
    const auto history = store.history(form.name);
    if (!history) return outcome_of(history.error());
    if (history->empty() && known.find(form.name) == nullptr)
        return outcome_of(secrets::make_failure(secrets::errc::no_such_secret, form.name));
    if (secrets::is_in_environment(form.name)) return refused(set_by_environment(form.name));
    if (const auto bad = secrets::check_note(form.note)) return refused(bad.message());
    const auto value = secrets::tidy_value(form.value.view());
    if (value.view().empty()) return submit_note(store, form, *history);
    const auto answer = store.set(
        {form.name, form.by, form.version}, value.view(), form.note,
        secrets::unreadable_current::refuse
    );
    return outcome_of(answer, "Secret " + form.name + " updated");
}

form_outcome restore_secret(
    secrets::secret_store& store, const std::string& name, std::int64_t version,
    const secrets::author& by
)
{
    if (secrets::is_in_environment(name)) return refused(set_by_environment(name));
    const auto answer = store.restore({name, by, std::nullopt}, version);
    return outcome_of(answer, "Version " + std::to_string(version) + " of " + name + " restored");
}

form_outcome delete_secret(
    secrets::secret_store& store, const std::string& name, const secrets::author& by
)
{
    const auto answer = store.remove({name, by, std::nullopt});
    if (!answer) return outcome_of(answer.error());
    return {verdict::done, "Secret " + name + " deleted"};
}

}  // namespace dsgw
