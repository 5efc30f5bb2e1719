#include "secrets/secret_store.hpp"

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "secrets/secret_rows.hpp"
#include "secrets/value_rules.hpp"

#include <sodium/crypto_generichash.h>

#include <array>
#include <span>
#include <utility>

namespace dsgw::secrets {
namespace {

constexpr std::size_t value_fingerprint_bytes = 4;

constexpr std::string_view count_our_tables =
    "select count(*) from sqlite_schema where type = 'table' "
    "and name in ('datasette_secrets', 'datasette_gateway_audit')";

bool has_tables(sqlite::connection& database)
{
    sqlite::cursor row = database.query(count_our_tables);
    return row.next() && row.number(0) == 2;
}

void make_tables(sqlite::connection& database, file_owner owner)
{
    if (has_tables(database)) return;
    sqlite::transaction making(database, sqlite::access_mode::write);
    create_secrets_table(database);
    if (owner == file_owner::gateway) create_secrets_index(database);
    create_audit_table(database);
    making.commit();
}

// Keyed, so that values cannot be guessed from it without the key.
std::string fingerprint_of(const fernet_key& key, std::string_view value)
{
    start_sodium();
    std::array<unsigned char, crypto_generichash_BYTES_MIN> digest{};
    const std::string_view secret = key.mac_key();
    crypto_generichash(
        digest.data(), digest.size(), as_unsigned(value), value.size(), as_unsigned(secret),
        secret.size()
    );
    return to_hex(std::span(digest).first(value_fingerprint_bytes));
}

// Errors about the schema of datasette_secrets have codes of their own.
boost::system::error_code code_of(const sqlite::error& what)
{
    if (what.code() == store::errc::table_of_other_schema) return errc::table_of_other_schema;
    const bool is_ours = std::string_view(what.what()).ends_with(": datasette_secrets");
    if (what.code() == store::errc::table_missing && is_ours) return errc::table_missing;
    return what.code();
}

}  // namespace

secret_store::secret_store(store_options options) : options_(std::move(options))
{
    if (options_.keys == nullptr) options_.keys = std::make_shared<const key_ring>();
}

result<std::unique_ptr<secret_store>> secret_store::open_without_key_check(store_options options)
{
    std::unique_ptr<secret_store> made(new secret_store(std::move(options)));
    try {
        made->open_database();
    } catch (const sqlite::error& what) {
        return made->to_failure(what);
    }
    return made;
}

result<std::unique_ptr<secret_store>> secret_store::open(store_options options)
{
    auto made = open_without_key_check(std::move(options));
    if (!made) return made;
    if (const auto usable = (*made)->check_keys(); !usable) return usable.error();
    return made;
}

void secret_store::open_database()
{
    auto opened = std::make_unique<sqlite::connection>(sqlite::open_options{
        options_.path, options_.busy_timeout, options_.vfs});
    opened->set_durability(sqlite::durability::on_disk);
    opened->run("pragma secure_delete = on");
    opened->run("pragma temp_store = memory");  // its thread makes no files but beside the database
    has_tables(*opened);  // the first look at the file: only now is known whether it can be written
    if (!opened->is_read_only()) {
        if (options_.owner == file_owner::gateway) opened->run("pragma journal_mode = wal");
        make_tables(*opened, options_.owner);
    }
    check_secrets_table(*opened);
    is_wal_ = opened->only_text("pragma journal_mode") == "wal";
    database_ = std::move(opened);
}

void secret_store::reopen_if_moved()
{
    if (database_->has_moved()) open_database();
}

result<void> secret_store::check_keys()
{
    return transact(sqlite::access_mode::read, [&]() -> result<void> {
        bool is_empty = true;
        bool is_open = false;
        visit_all_rows(*database_, [&](const secret_row& row) {
            is_empty = false;
            is_open = is_readable(row);
            return !is_open;
        });
        if (is_empty || is_open) return {};
        return make_failure(
            options_.keys->empty() ? errc::no_key : errc::keys_open_nothing, options_.path
        );
    });
}

void secret_store::use_keys(std::shared_ptr<const key_ring> keys)
{
    options_.keys = std::move(keys);
}

bool secret_store::is_readable(const secret_row& row) const
{
    return options_.keys->open(row.info.key_name, row.token).has_value();
}

version_info secret_store::info_of(secret_row row) const
{
    row.info.readable = is_readable(row);
    return std::move(row.info);
}

failure secret_store::to_failure(const sqlite::error& what) const
{
    return make_failure(code_of(what), options_.path, what.what());
}

failure secret_store::unreadable(const secret_row& row) const
{
    return make_failure(
        options_.keys->empty() ? errc::no_key : errc::row_unreadable, row.info.name,
        "version " + std::to_string(row.info.version) + ", key \"" + row.info.key_name + "\""
    );
}

result<std::vector<version_info>> secret_store::list()
{
    return transact(sqlite::access_mode::read, [&]() -> result<std::vector<version_info>> {
        std::vector<version_info> found;
        visit_current_rows(*database_, [&](secret_row row) {
            found.push_back(info_of(std::move(row)));
        });
        return found;
    });
}

result<std::vector<version_info>> secret_store::history(std::string_view name)
{
    return transact(sqlite::access_mode::read, [&]() -> result<std::vector<version_info>> {
        std::vector<version_info> found;
        visit_versions(*database_, name, [&](secret_row row) {
            const auto opened = options_.keys->open(row.info.key_name, row.token);
            row.info.readable = opened.has_value();
            if (opened) row.info.trace = trace_of(opened->value.view());
            found.push_back(std::move(row.info));
        });
        return found;
    });
}

value_trace secret_store::trace_of(std::string_view value) const
{
    return {count_characters(value), fingerprint_of(options_.keys->current().key, value)};
}

result<value_trace> secret_store::trace(std::string_view name)
{
    return transact(sqlite::access_mode::read, [&]() -> result<value_trace> {
        const auto row = find_current_row(*database_, name);
        if (!row) return make_failure(errc::no_such_secret, name);
        const auto opened = options_.keys->open(row->info.key_name, row->token);
        if (!opened) return unreadable(*row);
        return trace_of(opened->value.view());
    });
}

result<std::vector<audit_entry>> secret_store::audit(std::size_t most, std::int64_t before)
{
    return transact(sqlite::access_mode::read, [&]() -> result<std::vector<audit_entry>> {
        return read_audit(*database_, most, before);
    });
}

result<std::vector<audit_entry>> secret_store::audit_of(std::string_view name, std::size_t most)
{
    return transact(sqlite::access_mode::read, [&]() -> result<std::vector<audit_entry>> {
        return read_audit_of(*database_, name, most);
    });
}

result<audit_verdict> secret_store::verify_audit()
{
    return transact(sqlite::access_mode::read, [&]() -> result<audit_verdict> {
        return verify_audit_table(*database_);
    });
}

}  // namespace dsgw::secrets
