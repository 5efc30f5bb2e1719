// The part of secret_store that changes secrets: each change and its row in the audit table are one
// transaction.

#include "secrets/secret_rows.hpp"
#include "secrets/secret_store.hpp"
#include "secrets/value_rules.hpp"

#include <utility>

namespace dsgw::secrets {
namespace {

constexpr auto write = sqlite::access_mode::write;

std::optional<failure> check_expected(const change& what, const std::optional<secret_row>& current)
{
    const std::int64_t version = current ? current->info.version : 0;
    if (!what.expected_version || *what.expected_version == version) return std::nullopt;
    const std::string now =
        version == 0 ? "it was deleted" : "now version " + std::to_string(version);
    return make_failure(
        errc::version_changed, what.name, now + ", not " + std::to_string(*what.expected_version)
    );
}

std::string count_of(std::size_t count, const char* one, const char* many)
{
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

/// With the text for the audit table.
struct secret_store::writing
{
    std::string_view name;
    std::string_view value;
    std::string_view note;
    author by;
    std::string_view action;
    std::string detail;
};

bool secret_store::is_before(const std::optional<secret_row>& row) const
{
    return row && row->info.updated_at && utc_text(options_.now()) < *row->info.updated_at;
}

saved secret_store::write_version(const writing& what, const std::optional<secret_row>& current)
{
    const auth::unix_time now = options_.now();
    const named_key& key = options_.keys->current();
    const std::string token = seal_fernet(key.key, what.value, now);
    const std::int64_t version = insert_row(
        *database_, {what.name, what.note, token, key.name, utc_text(now), what.by.actor_id}
    );
    append_audit(
        *database_, now, what.by, {what.action, std::string(what.name), version, what.detail}
    );
    return {version, is_before(current)};
}

result<saved> secret_store::set(
    const change& what, std::string_view value, std::string_view note,
    unreadable_current if_unreadable
)
{
    if (!is_allowed_name(what.name)) return make_failure(errc::name_not_allowed);
    if (const auto bad = check_value(value)) return make_failure(bad, what.name);
    if (const auto bad = check_note(note)) return make_failure(bad, what.name);
    if (options_.keys->empty()) return make_failure(errc::no_key, what.name);

    return transact(write, [&]() -> result<saved> {
        const auto current = find_current_row(*database_, what.name);
        if (const auto changed = check_expected(what, current)) return *changed;
        if (current && if_unreadable == unreadable_current::refuse && !is_readable(*current))
            return unreadable(*current);
        return write_version({what.name, value, note, what.by, "set", ""}, current);
    });
}

result<saved> secret_store::set_note(const change& what, std::string_view note)
{
    if (!is_allowed_name(what.name)) return make_failure(errc::name_not_allowed);
    if (const auto bad = check_note(note)) return make_failure(bad, what.name);

    return transact(write, [&]() -> result<saved> {
        const auto current = find_current_row(*database_, what.name);
        if (!current) return make_failure(errc::no_such_secret, what.name);
        if (const auto changed = check_expected(what, current)) return *changed;
        const auth::unix_time now = options_.now();
        update_note(*database_, current->id, note, utc_text(now), what.by.actor_id);
        append_audit(*database_, now, what.by, {"note", what.name, current->info.version, ""});
        return saved{current->info.version, is_before(current)};
    });
}

result<saved> secret_store::restore(const change& what, std::int64_t version)
{
    if (!is_allowed_name(what.name)) return make_failure(errc::name_not_allowed);
    return transact(write, [&]() -> result<saved> {
        const auto current = find_current_row(*database_, what.name);
        if (!current) return make_failure(errc::no_such_secret, what.name);
        if (const auto changed = check_expected(what, current)) return *changed;
        const auto old = find_row(*database_, what.name, version);
        if (!old) return make_failure(errc::no_such_version, what.name, std::to_string(version));
        const auto opened = options_.keys->open(old->info.key_name, old->token);
        if (!opened) return unreadable(*old);
        return write_version(
            {what.name, opened->value.view(), old->info.note, what.by, "restore",
             "from version " + std::to_string(version)},
            current
        );
    });
}

result<std::size_t> secret_store::remove(const change& what)
{
    return transact(write, [&]() -> result<std::size_t> {
        const auto current = find_current_row(*database_, what.name);
        if (!current) return make_failure(errc::no_such_secret, what.name);
        if (const auto changed = check_expected(what, current)) return *changed;
        const std::size_t count = remove_rows(*database_, what.name);
        append_audit(
            *database_, options_.now(), what.by,
            {"delete", what.name, current->info.version, count_of(count, "version", "versions")}
        );
        return count;
    });
}

result<rotation_report> secret_store::rotate_keys(const rotation& what)
{
    const named_key* to = options_.keys->find(what.to);
    if (to == nullptr) return make_failure(errc::unknown_key_name, what.to);

    const auto mode = what.dry_run ? sqlite::access_mode::read : write;
    return transact(mode, [&]() -> result<rotation_report> {
        rotation_report report;
        const auth::unix_time now = options_.now();
        visit_all_rows(*database_, [&](secret_row row) {
            const auto opened = options_.keys->open(row.info.key_name, row.token);
            if (!opened) {
                report.unreadable.push_back(std::move(row.info));
            } else if (opened->by == to && row.info.key_name == to->name) {
                ++report.already;
            } else {
                ++report.rewritten;
                if (!what.dry_run) {
                    update_token(
                        *database_, row.id, seal_fernet(to->key, opened->value.view(), now),
                        to->name
                    );
                }
            }
            return true;
        });
        if (!report.unreadable.empty() && report.rewritten + report.already == 0)
            return make_failure(errc::keys_open_nothing, options_.path);
        if (!what.dry_run && report.rewritten > 0) {
            append_audit(
                *database_, now, what.by,
                {"rotate-key", std::nullopt, std::nullopt,
                 count_of(report.rewritten, "version", "versions") + " to key \"" + to->name + "\""}
            );
        }
        return report;
    });
}

result<export_content> secret_store::export_all(const author& by)
{
    return transact(write, [&]() -> result<export_content> {
        export_content content;
        visit_current_rows(*database_, [&](secret_row row) {
            auto opened = options_.keys->open(row.info.key_name, row.token);
            if (opened) {
                content.secrets.push_back(
                    {std::move(row.info.name), std::move(row.info.note), std::move(opened->value)}
                );
            } else {
                content.unreadable.push_back(std::move(row.info));
            }
        });
        append_audit(
            *database_, options_.now(), by,
            {"export", std::nullopt, std::nullopt,
             count_of(content.secrets.size(), "secret", "secrets")}
        );
        return content;
    });
}

void secret_store::import_one(const exported_secret& one, const author& by, import_report& report)
{
    const auto current = find_current_row(*database_, one.name);
    if (current && current->info.note == one.note) {
        const auto opened = options_.keys->open(current->info.key_name, current->token);
        if (opened && opened->value.view() == one.value.view()) {
            ++report.unchanged;
            return;
        }
    }
    (void)write_version({one.name, one.value.view(), one.note, by, "import", ""}, current);
    ++(current ? report.updated : report.added);
}

result<import_report> secret_store::import_all(
    std::span<const exported_secret> secrets, const author& by
)
{
    if (options_.keys->empty()) return make_failure(errc::no_key);
    for (const exported_secret& one : secrets) {
        if (const auto bad = check_value(one.value.view())) return make_failure(bad, one.name);
    }
    return transact(write, [&]() -> result<import_report> {
        import_report report;
        for (const exported_secret& one : secrets)
            import_one(one, by, report);
        return report;
    });
}

}  // namespace dsgw::secrets
