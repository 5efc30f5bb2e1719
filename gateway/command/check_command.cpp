#include "gateway/command/check_command.hpp"

#include "auth/allow_block.hpp"
#include "gateway/command/credential.hpp"
#include "gateway/command/served_databases.hpp"
#include "gateway/config/secrets_place.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <set>
#include <sstream>

namespace dsgw {

namespace {

namespace json = boost::json;

json::array as_json(const problem_list& problems)
{
    json::array made;
    for (const auto& each : problems)
        made.push_back(json::object{{"where", each.location}, {"what", describe(each)}});
    return made;
}

/// "no errors", "1 error", "2 errors".
std::string number_of(std::size_t count, const std::string& one)
{
    return (count == 0 ? "no" : std::to_string(count)) + ' ' + one + (count == 1 ? "" : "s");
}

class checker
{
public:
    checker(const check_command& command, const trial_start& try_start)
        : command_(command), options_(command.options), try_start_(try_start)
    {}

    int check(std::ostream& out, std::ostream& err)
    {
        const auto loaded = load_config(options_.inputs);
        found_ = {loaded.problems, loaded.warnings};
        check_secret();
        if (loaded.value) {
            show_accounts(*loaded.value);
            show_allow_blocks(*loaded.value);
            show_secrets(*loaded.value);
            show_audit_file(*loaded.value);
            add(check_start(options_, *loaded.value));
            if (command_.quick) check_contents(*loaded.value);
            auto how = command_;
            // A start would only report the same errors again.
            how.quick = how.quick || !found_.errors.empty();
            add(try_start_(how, loaded.value));
        }
        const bool is_good =
            found_.errors.empty() && !(command_.strict && !found_.warnings.empty());
        if (command_.json)
            print_json(out, is_good);
        else
            print_texts(out, err);
        return is_good ? 0 : 1;
    }

private:
    void show_accounts(const config& config)
    {
        const auto& accounts = config.account_summaries;
        if (accounts.empty())
            text_ << "No account has a password: there is no NAME_password_hash.\n";
        else
            text_ << "Accounts:\n";
        json::array listed;
        for (const auto& account : accounts) {
            text_ << "  " << (account.name.empty() ? "(empty name)" : account.name) << ": "
                  << account.hash_label << "; actor id "
                  << (account.actor_id.empty() ? "(none)" : account.actor_id) << '\n';
            listed.push_back(json::object{
                {"name", account.name},
                {"hash", account.hash_label},
                {"actor_id", account.actor_id}});
        }
        text_
            << (config.http_basic_auth
                    ? "http_basic_auth is on: every page needs a name and password.\n"
                    : "http_basic_auth is off: no password is needed; the allow blocks decide.\n");
        if (config.base_url != "/")
            text_ << "All pages are served below " << config.base_url << '\n';
        shown_["accounts"] = std::move(listed);
        shown_["http_basic_auth"] = config.http_basic_auth;
        shown_["base_url"] = config.base_url;
    }

    void show_allow_blocks(const config& config)
    {
        const auto served = served_database_names(options_, config);
        if (!config.allow_places.empty()) text_ << "Allow blocks:\n";
        json::array listed;
        for (const auto& place : config.allow_places) {
            // With --upstream the databases are unknown; "_memory" is Datasette's own.
            const bool is_missing = !options_.upstream && !place.database.empty() &&
                                    !place.database.starts_with('_') &&
                                    !served.contains(place.database);
            text_ << "  " << place.where << (is_missing ? " (no such database)" : "") << '\n';
            listed.push_back(json::object{
                {"where", place.where}, {"database", place.database}, {"missing", is_missing}});
            if (const auto wrong = auth::check_allow_block(place.block))
                error(place.where, describe(*wrong));
        }
        shown_["allow_blocks"] = std::move(listed);
        show_open_databases(config, served);
    }

    void show_open_databases(const config& config, const std::map<std::string, std::string>& served)
    {
        std::set<std::string> guarded;
        for (const auto& place : config.allow_places)
            if (place.whole_database && place.key == "allow") guarded.insert(place.database);
        std::string open;
        json::array listed;
        for (const auto& [name, file] : served) {
            if (guarded.contains(name)) continue;
            open += (open.empty() ? "" : ", ") + name;
            listed.push_back(json::value(name));
        }
        if (!open.empty())
            text_ << "Databases without an allow block of their own: " << open << '\n';
        shown_["databases_without_allow_block"] = std::move(listed);
    }

    /// Shows the path of the store. Opening the store checks its content.
    void show_secrets(const config& config)
    {
        const auto settings = secrets_settings_of(
            config, {options_.immutable_files, options_.internal, options_.create}
        );
        const auto place = secrets::decide_place(settings.place);
        if (!place) {
            auto& problems = config.secrets.is_configured ? found_.errors : found_.warnings;
            problems.push_back({"secrets", place.error().message});
            return;
        }
        text_ << "Secrets: stored in " << place->path << " (" << place->why << ")\n";
        shown_["secrets"] = json::object{{"path", place->path}, {"why", place->why}};
        if (!options_.upstream) return;
        const char* socket = std::getenv("DATASETTE_GATEWAY_SOCKET");
        const bool has_socket = socket != nullptr && *socket != '\0';
        if (auto unreachable = find_unreachable_secrets(config, has_socket))
            found_.warnings.push_back(*std::move(unreachable));
    }

    void show_audit_file(const config& config)
    {
        const auto& path = config.settings.audit_path;
        if (!path) return;
        text_ << "Audit log: stored in " << *path << '\n';
        shown_["audit"] = *path;
        auto wrong = check_writable(*path);
        std::error_code ec;
        if (!wrong && std::filesystem::exists(*path, ec)) wrong = check_database_file(*path);
        if (wrong) error(*path, "cannot use the audit file: " + describe(*wrong));
    }

    void check_secret()
    {
        const auto weakness = find_weakness(options_.secret);
        if (!weakness) return;
        auto& problems = weakness->is_error ? found_.errors : found_.warnings;
        problems.push_back({"DATASETTE_SECRET", weakness->text});
    }

    /// Finds the errors in databases that Datasette would report if it were started.
    void check_contents(const config& config)
    {
        std::error_code ec;
        for (const auto& file : served_databases(options_, config)) {
            if (!std::filesystem::is_regular_file(file, ec)) continue;
            if (const auto wrong = check_database_file(file)) error(file, describe(*wrong));
        }
    }

    void add(start_findings more)
    {
        const auto append = [](problem_list& to, problem_list& from) {
            for (auto& each : from)
                to.push_back(std::move(each));
        };
        append(found_.errors, more.errors);
        append(found_.warnings, more.warnings);
    }

    void error(const std::string& where, const std::string& what)
    {
        found_.errors.push_back({where, what});
    }

    void print_texts(std::ostream& out, std::ostream& err) const
    {
        for (const auto& each : found_.errors)
            err << "error: " << each.location << ": " << describe(each) << '\n';
        for (const auto& each : found_.warnings)
            err << "warning: " << each.location << ": " << describe(each) << '\n';
        auto end = number_of(found_.errors.size(), "error") + ", " +
                   number_of(found_.warnings.size(), "warning") + ".\n";
        if (found_.errors.empty()) end.front() = 'N';
        out << text_.str() << end;
    }

    void print_json(std::ostream& out, bool is_good)
    {
        json::object made{
            {"ok", is_good},
            {"errors", as_json(found_.errors)},
            {"warnings", as_json(found_.warnings)}};
        for (auto& member : shown_)
            made.emplace(member.key(), std::move(member.value()));
        out << json::serialize(made) << '\n';
    }

    const check_command& command_;
    const serve_options& options_;
    const trial_start& try_start_;
    start_findings found_;
    std::ostringstream text_;
    json::object shown_;
};

}  // namespace

int run_check(
    const check_command& command, const trial_start& try_start, std::ostream& out, std::ostream& err
)
{
    return checker(command, try_start).check(out, err);
}

}  // namespace dsgw
