// The part of secret_store that reads values for programs and records the accesses.

#include "secrets/secret_rows.hpp"
#include "secrets/secret_store.hpp"

#include <map>
#include <utility>

namespace dsgw::secrets {

struct secret_store::accesses
{
    struct access
    {
        std::string at;
        std::optional<std::string> by;
    };
    std::map<std::int64_t, access> by_row;
};

struct secret_store::group
{
    std::unique_ptr<sqlite::transaction> current;
    std::optional<failure> unrecorded;  // set if values can only be read
    std::optional<failure> broken;      // set if they cannot be read either
};

secret_store::group secret_store::begin_group()
{
    group begun;
    try {
        reopen_if_moved();
        // The time of last use is stored, but does not wait for the disk.
        database_->set_durability(
            is_wal_ ? sqlite::durability::in_system : sqlite::durability::on_disk
        );
        begun.current =
            std::make_unique<sqlite::transaction>(*database_, sqlite::access_mode::write);
        return begun;
    } catch (const sqlite::error& what) {
        begun.unrecorded = to_failure(what);
    }
    try {
        reopen_if_moved();
        begun.current =
            std::make_unique<sqlite::transaction>(*database_, sqlite::access_mode::read);
    } catch (const sqlite::error& what) {
        begun.broken = to_failure(what);
    }
    return begun;
}

access_answer secret_store::read_one(const secret_access& one, accesses& used)
{
    try {
        const auto row = find_current_row(*database_, one.name);
        if (!row) return std::optional<secret_value>();
        auto opened = options_.keys->open(row->info.key_name, row->token);
        if (!opened) return unreadable(*row);
        // As in the plugin: no actor and an empty id are NULL.
        const bool is_known = one.actor_id && !one.actor_id->empty();
        used.by_row[row->id] = {utc_text(options_.now()), is_known ? one.actor_id : std::nullopt};
        return std::optional(secret_value{std::move(opened->value), row->info.version, std::nullopt}
        );
    } catch (const sqlite::error& what) {
        return to_failure(what);
    }
}

std::vector<access_answer> secret_store::read_group(const next_access& next)
{
    std::vector<access_answer> answers;
    accesses used;
    group running = begin_group();
    while (const auto one = next()) {
        if (running.broken)
            answers.emplace_back(*running.broken);
        else
            answers.push_back(read_one(*one, used));
    }
    try {
        if (running.current && !running.unrecorded) {
            for (const auto& [id, last] : used.by_row)
                update_last_used(*database_, id, last.at, last.by);
        }
        if (running.current) running.current->commit();
    } catch (const sqlite::error& what) {
        running.unrecorded = to_failure(what);
    }
    running.current.reset();

    if (running.unrecorded) {
        for (access_answer& answer : answers) {
            if (answer && *answer) (*answer)->unrecorded = running.unrecorded;
        }
    }
    return answers;
}

}  // namespace dsgw::secrets
