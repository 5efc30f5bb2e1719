#include "gateway/command/check_command.hpp"

#include "auth/allow_block.hpp"
#include "gateway/command/credential.hpp"
#include "gateway/command/find_program.hpp"
#include "gateway/command/served_databases.hpp"
#include "gateway/config/secrets_place.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <ostream>
#include <set>

namespace dsgw {

namespace {

/// @return what the system says, or nothing if it can be read.
std::optional<std::string> why_unreadable(const std::string& file)
{
    const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    char first = 0;
    // A folder can be opened, but not read.
    const bool is_readable = opened >= 0 && ::read(opened, &first, 1) >= 0;
    const int why = errno;
    if (opened >= 0) ::close(opened);
    if (is_readable) return std::nullopt;
    return std::strerror(why);
}

class checker
{
public:
    checker(const serve_options& options, std::ostream& out, std::ostream& err)
        : options_(options), out_(out), err_(err)
    {}

    int check()
    {
        const auto loaded = load_config(options_.inputs);
        for (const auto& p : loaded.problems)
            fault(p.where, p.what);
        if (loaded.value) {
            show_accounts(*loaded.value);
            show_allow_blocks(*loaded.value);
            check_databases(*loaded.value);
            show_secrets(*loaded.value);
            show_audit_file(*loaded.value);
        }
        check_secret();
        check_program();
        check_readable(options_.ssl_keyfile, "--ssl-keyfile");
        check_readable(options_.ssl_certfile, "--ssl-certfile");
        for (const auto& w : loaded.warnings)
            err_ << "warning: " << w.where << ": " << w.what << '\n';
        out_ << (faults_ == 0 ? "No faults" : std::to_string(faults_) + " fault")
             << (faults_ > 1 ? "s" : "") << " found.\n";
        return faults_ == 0 ? 0 : 1;
    }

private:
    void show_accounts(const config& config)
    {
        const auto& accounts = config.account_summaries;
        if (accounts.empty())
            out_ << "Nobody can log in with a password: there is no NAME_password_hash.\n";
        else
            out_ << "Who can log in:\n";
        for (const auto& account : accounts)
            out_ << "  " << (account.name.empty() ? "(empty name)" : account.name) << ": "
                 << account.hash_label << "; actor id "
                 << (account.actor_id.empty() ? "(none)" : account.actor_id) << '\n';
        out_
            << (config.http_basic_auth
                    ? "http_basic_auth is on: every page needs a name and password.\n"
                    : "http_basic_auth is off: visitors need no password, allow blocks decide.\n");
        if (config.base_url != "/")
            out_ << "Everything is served below " << config.base_url << '\n';
    }

    void show_allow_blocks(const config& config)
    {
        const auto served = served_names(config);
        bool is_first = true;
        for (const auto& place : config.allow_places) {
            if (is_first) out_ << "Allow blocks:\n";
            is_first = false;
            // With --upstream nobody here knows which there are; "_memory" is Datasette's own.
            const bool is_missing = !options_.upstream && !place.database.empty() &&
                                    !place.database.starts_with('_') &&
                                    !served.contains(place.database);
            out_ << "  " << place.where << (is_missing ? " (no database of that name)" : "")
                 << '\n';
            if (const auto wrong = auth::check_allow_block(place.block)) fault(place.where, *wrong);
        }
        std::set<std::string> guarded;
        for (const auto& place : config.allow_places)
            if (place.whole_database && place.key == "allow") guarded.insert(place.database);
        std::string open;
        for (const auto& name : served)
            if (!guarded.contains(name)) open += (open.empty() ? "" : ", ") + name;
        if (!open.empty())
            out_ << "Databases without an allow block of their own: " << open << '\n';
    }

    [[nodiscard]] std::set<std::string> served_names(const config& config) const
    {
        std::set<std::string> names;
        for (const auto& file : served_databases(options_, config))
            names.insert(std::filesystem::path(file).stem().string());
        return names;
    }

    void check_databases(const config& config)
    {
        for (const auto& missing : find_missing_databases(options_, config))
            fault(missing.where, missing.what);
        std::error_code ec;
        for (const auto& file : served_databases(options_, config))
            if (std::filesystem::exists(file, ec)) check_readable(file, "database");
    }

    /// Which file it is; that its keys open what is there is seen when it is opened.
    void show_secrets(const config& config)
    {
        const auto settings = secrets_settings_of(
            config, {options_.immutable_files, options_.internal, options_.create}
        );
        const auto place = secrets::decide_place(settings.place);
        if (place)
            out_ << "Secrets: in " << place->path << " (" << place->why << ")\n";
        else if (config.secrets.is_configured)
            fault("secrets", place.error().message);
        if (!options_.upstream) return;
        const char* socket = std::getenv("DATASETTE_GATEWAY_SOCKET");
        const bool has_socket = socket != nullptr && *socket != '\0';
        const auto unreachable = find_unreachable_secrets(config, has_socket);
        if (!unreachable.empty()) err_ << "warning: secrets: " << unreachable << '\n';
    }

    /// What it holds is seen when it is opened.
    void show_audit_file(const config& config)
    {
        const auto& path = config.settings.audit_path;
        if (!path) return;
        out_ << "Audit log: in " << *path << '\n';
        std::error_code ec;
        if (std::filesystem::exists(*path, ec)) check_readable(path, "the audit file");
    }

    void check_secret()
    {
        const auto weakness = find_weakness(options_.secret);
        if (!weakness) return;
        if (weakness->is_error)
            fault("DATASETTE_SECRET", weakness->text);
        else
            err_ << "warning: DATASETTE_SECRET: " << weakness->text << '\n';
    }

    void check_program()
    {
        if (options_.upstream || find_program(options_.datasette)) return;
        fault(options_.datasette, why_no_datasette(options_.datasette));
    }

    void check_readable(const std::optional<std::string>& file, const char* what)
    {
        if (!file) return;
        if (const auto why = why_unreadable(*file))
            fault(*file, std::string(what) + " cannot be read: " + *why);
    }

    void fault(const std::string& where, const std::string& what)
    {
        ++faults_;
        err_ << "fault: " << where << ": " << what << '\n';
    }

    const serve_options& options_;
    std::ostream& out_;
    std::ostream& err_;
    int faults_ = 0;
};

}  // namespace

int run_check(const serve_options& options, std::ostream& out, std::ostream& err)
{
    return checker(options, out, err).check();
}

}  // namespace dsgw
