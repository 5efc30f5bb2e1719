#include "gateway/serve/trial_start.hpp"

#include "base/random.hpp"
#include "gateway/admin/admin_server.hpp"
#include "gateway/command/find_program.hpp"
#include "gateway/command/served_databases.hpp"
#include "gateway/config/secrets_place.hpp"
#include "gateway/config/suggest.hpp"
#include "gateway/datasette/datasette_process.hpp"
#include "gateway/datasette/private_folder.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/listen_sockets.hpp"
#include "gateway/serve/live_config.hpp"
#include "gateway/serve/process_setup.hpp"
#include "gateway/upstream/upstream_probe.hpp"
#include "secrets/open_store.hpp"
#include "secrets/secret_rows.hpp"
#include "store/sqlite.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace dsgw {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t trial_secret_bytes = 32;

/// A Datasette that is started only as a test.
struct datasette_trial
{
    std::shared_ptr<program_output> asked;
    std::shared_ptr<datasette_process> process;
    std::vector<std::string> lines;
    problem_list warnings;
    std::vector<std::string> settings;  ///< settings known to Datasette 1.0; empty: not asked
    std::string failure;                ///< how it ended, or "" if it responded
};

/// Replaces files that Datasette would create by copies, so that a check does not create them.
void use_copies_of_missing(
    config& configured, const serve_options& options, const private_folder& folder
)
{
    std::error_code ec;
    std::size_t number = 0;
    for (auto& file : configured.layout.databases) {
        const bool is_made = options.create || file == configured.settings.audit_path;
        if (!is_made || fs::exists(file, ec)) continue;
        // The name stays: configuration and plugins refer to the database by it.
        const auto place = fs::path(folder.path()) / ("new" + std::to_string(number++));
        fs::create_directory(place, ec);
        file = (place / fs::path(file).filename()).string();
        folder.write(fs::path(file).lexically_relative(folder.path()).string(), "");
    }
}

/// Copies the tables of the gateway only: the database may be large, and is the plugins' as well.
/// @param copy  the path of an empty file.   @throws sqlite::error, as serve would report.
void copy_secrets(const std::string& path, const std::string& copy)
{
    sqlite::open_options original;
    original.path = path;
    sqlite::connection from(original);
    const auto has_table = [&from](std::string_view name) {
        return from
            .only_text("select name from sqlite_schema where name = ?", {std::string_view(name)})
            .has_value();
    };
    const bool has_secrets = has_table("datasette_secrets");
    // Where it can be written, serve creates what is missing.
    if (has_secrets || from.is_read_only()) secrets::check_secrets_table(from);
    from.run("attach ? as copy", {std::string_view(copy)});
    if (has_secrets)
        from.run("create table copy.datasette_secrets as select * from main.datasette_secrets");
}

task<> run_trial(
    asio::io_context& context, const serve_options& options, const config& configured,
    datasette_trial& into
)
{
    auto looking = look_at_datasette(context, options.datasette, configured, into.asked);
    const auto installed = co_await std::move(looking);
    if (installed.line == datasette_line::v1_0 && !configured.datasette_settings.empty())
        into.settings = co_await list_settings(context, options.datasette, configured, into.asked);
    auto copy = make_child_config_for(installed, configured);
    into.warnings = copy.warnings;
    copy.environment_withheld.emplace_back("DATASETTE_GATEWAY_SOCKET");
    launch_environment around{
        {{"DATASETTE_SECRET",
          options.secret ? *options.secret : make_random_hex(trial_secret_bytes)}},
        umask_at_start()};
    into.process =
        std::make_shared<datasette_process>(context, options, configured, std::move(copy), around);
    into.process->collect_output([&into](std::string_view line) {
        into.lines.emplace_back(line);
        if (into.lines.size() > limits::trial_lines_shown_max) into.lines.erase(into.lines.begin());
    });
    into.process->start();
    const bool answers = co_await into.process->wait_until_ready();
    if (!answers && into.process->has_ended())
        into.failure = co_await into.process->wait_for_end();
    else if (!answers)
        into.failure =
            "did not respond within " + std::to_string(limits::datasette_start_time.count()) + " s";
    co_await into.process->stop(limits::datasette_stop_time);
}

std::string failure_text(const datasette_trial& trial)
{
    auto text = "does not start with these arguments: it " + trial.failure;
    if (!trial.lines.empty()) text += ": " + trial.lines.back();
    if (trial.lines.size() < 2) return text;
    text += "\n  its last output:";
    for (const auto& line : trial.lines)
        text += "\n    " + line;
    return text;
}

class starter
{
public:
    starter(const check_command& command, std::shared_ptr<const config> configured)
        : command_(command), options_(command.options), configured_(std::move(configured))
    {}

    start_findings run()
    {
        check_tls();
        check_addresses();
        check_store();
        check_log_outs();
        if (command_.quick) return std::move(found_);
        if (options_.upstream)
            check_upstream();
        else if (find_program(options_.datasette))
            check_datasette();
        return std::move(found_);
    }

private:
    void check_tls()
    {
        std::error_code ec;
        const bool is_there = options_.ssl_certfile &&
                              fs::is_regular_file(*options_.ssl_certfile, ec) &&
                              fs::is_regular_file(*options_.ssl_keyfile, ec);
        if (!is_there) return;  // reported by check_start()
        try {
            static_cast<void>(make_live_config(options_, {}, configured_));
        } catch (const std::exception& e) {
            error("TLS", e.what());
        }
    }

    void check_addresses()
    {
        if (!options_.get) {
            const auto where =
                options_.uds ? "--uds " + *options_.uds : "--port " + std::to_string(options_.port);
            check_address(where, {options_.host, options_.port, options_.uds});
        }
        const auto& admin = configured_->settings.admin;
        const std::string setting(admin_server::listen_setting);
        if (admin.place == admin_place::loopback)
            check_address(setting, {admin.host, admin.port, std::nullopt, setting});
        if (admin.place == admin_place::unix_socket)
            check_address(setting, {{}, 0, admin.path, setting});
        // Otherwise the socket for programs is in a private folder.
        const char* agreed = std::getenv("DATASETTE_GATEWAY_SOCKET");
        if (options_.upstream && agreed != nullptr && *agreed != '\0')
            check_address("DATASETTE_GATEWAY_SOCKET", {{}, 0, agreed, "DATASETTE_GATEWAY_SOCKET"});
    }

    /// The gateway that a reload would reach has its addresses already, so that is no error.
    void check_address(const std::string& where, const listen_address& at)
    {
        try {
            try_to_bind(at);
        } catch (const address_in_use& e) {
            found_.warnings.push_back(
                {where, e.place() + " is in use: a running gateway may be using it; another serve "
                                    "cannot start there"}
            );
        } catch (const std::exception& e) {
            error(where, e.what());
        }
    }

    /// Uses the code of serve, on a copy.
    void check_store()
    {
        auto settings = secrets_settings_of(
            *configured_, {options_.immutable_files, options_.internal, options_.create}
        );
        const auto place = secrets::decide_place(settings.place);
        if (!place) return;  // reported by the check itself
        const auto& path = place->path;
        std::error_code ec;
        const bool is_there = fs::exists(path, ec);
        if (is_there || place->may_create) {
            const bool is_ours = place->owner == secrets::file_owner::gateway || !is_there;
            if (const auto wrong = is_ours ? check_writable(path) : std::nullopt) {
                constexpr auto code = store::errc::file_failed;
                return store_problem(secrets::make_failure(code, path, describe(*wrong)));
            }
        }
        if (!place->note.empty()) found_.warnings.push_back({"secrets", place->note});
        open_copy(std::move(settings), *place, is_there);
    }

    void open_copy(
        secrets::open_settings settings, const secrets::store_place& place, bool is_there
    )
    {
        const private_folder folder;
        std::error_code ec;
        const auto copy = folder.path() + "/secrets.db";
        if (is_there) {
            folder.write("secrets.db", "");
            try {
                copy_secrets(place.path, copy);
            } catch (const sqlite::error& e) {
                return store_problem(secrets::make_failure(e.code(), place.path, e.what()));
            }
        } else if (!place.may_create) {
            return store_problem(secrets::make_failure(store::errc::database_missing, place.path));
        }
        settings.place = {};
        settings.place.own_path = copy;
        if (!place.key_path.empty() && fs::exists(place.key_path, ec))
            fs::copy_file(place.key_path, folder.path() + "/secrets.key", ec);
        if (ec) return error("secrets", place.key_path + ": " + ec.message());
        auto opened = secrets::open_store(settings);
        if (opened) return;
        auto why = opened.error();
        for (auto at = why.message.find(copy); at != why.message.npos; at = why.message.find(copy))
            why.message.replace(at, copy.size(), place.path);
        store_problem(why);
    }

    void store_problem(const secrets::failure& why)
    {
        auto& problems = configured_->secrets.is_configured || !secrets::is_lack_of_place(why.code)
                             ? found_.errors
                             : found_.warnings;
        problems.push_back({"secrets", why.message});
    }

    void check_log_outs()
    {
        if (const auto& path = configured_->settings.session.path)
            if (const auto wrong = check_writable(*path))
                found_.warnings.push_back({*path, "cannot store the logouts: " + describe(*wrong)});
    }

    void check_upstream()
    {
        const auto found = probe_upstream_now(*options_.upstream, options_.secret.value_or(""));
        if (found.outcome == probe_outcome::refused) error("--upstream", found.text);
        if (found.outcome == probe_outcome::unknown)
            found_.warnings.push_back({"--upstream", found.text});
    }

    void check_datasette()
    {
        asio::io_context context{1};
        const private_folder folder;
        auto options = options_;
        auto configured = *configured_;
        use_copies_of_missing(configured, options, folder);
        // It belongs to the Datasette that may be running. Without this option Datasette uses a
        // temporary one.
        options.internal.reset();
        datasette_trial trial;
        std::exception_ptr failure;
        asio::co_spawn(
            context.get_executor(), run_trial(context, options, configured, trial),
            [&failure](const std::exception_ptr& thrown) { failure = thrown; }
        );
        context.run();
        for (const auto& each : trial.warnings)
            found_.warnings.push_back(each);
        try {
            if (failure) std::rethrow_exception(failure);
        } catch (const std::exception& e) {
            return error("Datasette", e.what());
        }
        check_settings(trial.settings);
        if (!trial.failure.empty()) error(options_.datasette, failure_text(trial));
    }

    /// Only for 1.0: 0.65 itself refuses an unknown setting.
    void check_settings(const std::vector<std::string>& names)
    {
        if (names.empty()) return;
        const std::vector<std::string_view> known(names.begin(), names.end());
        for (const auto& [name, value] : configured_->datasette_settings)
            if (std::ranges::count(known, name) == 0)
                error(
                    "--setting " + name, "Datasette has no such setting" + did_you_mean(name, known)
                );
    }

    void error(const std::string& where, const std::string& what)
    {
        found_.errors.push_back({where, what});
    }

    const check_command& command_;
    const serve_options& options_;
    std::shared_ptr<const config> configured_;
    start_findings found_;
};

}  // namespace

start_findings try_start(const check_command& command, std::shared_ptr<const config> configured)
{
    return starter(command, std::move(configured)).run();
}

}  // namespace dsgw
