#include "gateway/pages/secrets/secrets_view.hpp"

#include "base/ascii.hpp"
#include "gateway/http/limits.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/value_rules.hpp"

#include <algorithm>
#include <utility>

namespace dsgw {

namespace {

secret_about about_of(const secrets::registration& from)
{
    return {from.description, from.obtain_url, from.obtain_label};
}

std::string shown(const secrets_site& site, const std::optional<std::string>& actor_id)
{
    return actor_id ? site.display_names->name_of(*actor_id) : std::string();
}

stored_secret row_of(const secrets_site& site, const secrets::catalogue_entry& entry)
{
    const auto& info = *entry.stored;
    stored_secret row;
    row.name = info.name;
    row.is_editable = has_page(info.name);
    row.about = about_of(entry.about);
    row.note = info.note;
    row.version = info.version;
    row.updated_at = info.updated_at.value_or("");
    row.updated_by = shown(site, info.updated_by);
    row.last_used_at = info.last_used_at.value_or("");
    row.last_used_by = shown(site, info.last_used_by);
    row.is_readable = info.readable;
    return row;
}

bool contains(std::string_view text, std::string_view part)
{
    const auto same = [](char left, char right) { return to_lower(left) == to_lower(right); };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end() ||
           part.empty();
}

bool matches(const secrets::catalogue_entry& entry, std::string_view query)
{
    return contains(entry.about.name, query) || contains(entry.about.description, query) ||
           (entry.stored && contains(entry.stored->note, query));
}

secret_version version_of(const secrets_site& site, const secrets::version_info& info)
{
    secret_version made;
    made.version = info.version;
    made.note = info.note;
    made.updated_at = info.updated_at.value_or("");
    made.updated_by = shown(site, info.updated_by);
    if (info.trace) made.value = {info.trace->characters, info.trace->fingerprint};
    return made;
}

secret_event event_of(const secrets_site& site, const secrets::audit_entry& entry)
{
    secret_event made;
    made.when = entry.at;
    made.action = entry.action;
    if (entry.version) made.action += " (version " + std::to_string(*entry.version) + ")";
    made.who = shown(site, entry.actor);
    made.client = entry.client;
    return made;
}

}  // namespace

bool has_page(std::string_view name)
{
    // As a segment of a path, these two have a special meaning.
    return secrets::is_allowed_name(name) && name != "." && name != "..";
}

secrets::result<secrets_page> view_secrets(
    secrets::secret_store& store, const secrets_site& site, std::string_view query
)
{
    auto stored = store.list();
    if (!stored) return std::move(stored).error();
    const auto entries = site.known->entries(std::move(*stored));
    secrets_page page;
    page.base_url = site.base_url;
    page.query = query;
    page.total = entries.size();
    for (const auto& entry : entries) {
        if (!matches(entry, query)) continue;
        const auto& name = entry.about.name;
        if (entry.is_from_environment) {
            page.environment.push_back({name, secrets::variable_of(name), about_of(entry.about)});
        } else if (entry.stored) {
            page.stored.push_back(row_of(site, entry));
        } else {
            page.unset.push_back({name, about_of(entry.about)});
        }
    }
    std::ranges::sort(page.stored, {}, &stored_secret::name);
    return page;
}

secrets::result<secret_page> view_secret(
    secrets::secret_store& store, const secrets_site& site, const std::string& name
)
{
    const auto* registered = site.known->find(name);
    auto history = store.history(name);
    if (!history) return std::move(history).error();
    if (registered == nullptr && history->empty())
        return secrets::make_failure(secrets::errc::no_such_secret, name);
    auto events = store.audit_of(name, limits::secret_events_shown_max);
    if (!events) return std::move(events).error();

    secret_page page;
    page.base_url = site.base_url;
    page.name = name;
    if (registered != nullptr) page.about = about_of(*registered);
    if (secrets::is_in_environment(name)) page.environment = secrets::variable_of(name);
    for (const auto& info : *history)
        page.history.push_back(version_of(site, info));
    for (const auto& entry : *events)
        page.events.push_back(event_of(site, entry));
    if (history->empty()) return page;
    page.current = page.history.front();
    page.last_used_at = history->front().last_used_at.value_or("");
    page.last_used_by = shown(site, history->front().last_used_by);
    return page;
}

secrets::result<delete_secret_page> view_deletion(
    secrets::secret_store& store, const secrets_site& site, const std::string& name
)
{
    const auto history = store.history(name);
    if (!history) return history.error();
    if (history->empty()) return secrets::make_failure(secrets::errc::no_such_secret, name);
    return delete_secret_page{site.base_url, {}, name, history->size()};
}

secrets::result<std::vector<crumb>> view_choices(
    secrets::secret_store& store, const secrets_site& site
)
{
    auto stored = store.list();
    if (!stored) return std::move(stored).error();
    std::vector<crumb> choices;
    for (const auto& entry : site.known->entries(std::move(*stored))) {
        const auto& name = entry.about.name;
        if (has_page(name)) choices.push_back({name, secret_href(site.base_url, name)});
    }
    return choices;
}

}  // namespace dsgw
