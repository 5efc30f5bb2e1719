#include "gateway/command/start_checks.hpp"

#include "gateway/command/cli_options.hpp"
#include "gateway/command/find_program.hpp"
#include "gateway/command/served_databases.hpp"
#include "gateway/command/table_names.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/config/secrets_place.hpp"
#include "gateway/config/suggest.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace dsgw {

namespace {

constexpr std::string_view sqlite_header{"SQLite format 3\0", 16};

/// The first bytes of a file. @return nothing and errno if it cannot be read.
std::optional<std::string> read_beginning(const std::string& file)
{
    const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    std::string bytes(sqlite_header.size(), '\0');
    // A folder can be opened, but not read.
    const auto got = opened < 0 ? -1 : ::read(opened, bytes.data(), bytes.size());
    const int why = errno;
    if (opened >= 0) ::close(opened);
    errno = why;
    if (got < 0) return {};
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
}

class start_checker
{
public:
    start_checker(const serve_options& options, const config& configured)
        : options_(options), configured_(configured)
    {}

    start_findings check()
    {
        found_.errors = find_missing_databases(options_, configured_);
        check_databases();
        if (options_.upstream) {
            look_for_useless_files();
        } else {
            check_datasette();
            check_database_names();
        }
        check_readable(options_.ssl_keyfile, "--ssl-keyfile");
        check_readable(options_.ssl_certfile, "--ssl-certfile");
        if (options_.user && !options_.get && ::getpwnam(options_.user->c_str()) == nullptr)
            error("--user", "there is no user \"" + *options_.user + '"');
        return std::move(found_);
    }

private:
    void check_databases()
    {
        std::error_code ec;
        for (const auto& file : served_databases(options_, configured_))
            if (std::filesystem::exists(file, ec)) check_readable(file, "database");
    }

    /// Plugins can add databases, so a name that is not known here may still be right.
    void check_database_names()
    {
        const auto served = served_database_names(options_, configured_);
        std::vector<std::string_view> names;
        names.reserve(served.size());
        for (const auto& each : served)
            names.emplace_back(each.first);
        std::set<std::string> reported;
        for (const auto& place : configured_.allow_places) {
            const auto& name = place.database;
            // "_memory" and "_internal" are Datasette's own.
            const bool is_known = name.empty() || name.starts_with('_') || served.contains(name);
            if (is_known) {
                check_table_name(place, served);
                continue;
            }
            if (!reported.insert(name).second) continue;
            warning(
                place.where, "has no effect as long as no database is called \"" + name + '"' +
                                 did_you_mean(name, names)
            );
        }
    }

    /// Tables can be added later, so a name that is not known here may still be right.
    void check_table_name(
        const allow_place& place, const std::map<std::string, std::string>& served
    )
    {
        const auto found = served.find(place.database);
        if (found == served.end() || !place.item.starts_with("tables.")) return;
        auto [there, is_new] = tables_.try_emplace(found->second);
        if (is_new) there->second = read_table_names(found->second);
        const auto& tables = there->second;
        if (tables.empty()) return;
        std::vector<std::string_view> names;
        for (const auto& each : tables) {
            if (join_path("tables", each) == place.item) return;
            names.emplace_back(each);
        }
        const auto written = place.item.substr(std::string_view("tables.").size());
        warning(
            place.where, "has no effect as long as " + found->second + " has no table \"" +
                             written + '"' + did_you_mean(written, names)
        );
    }

    void check_datasette()
    {
        if (!find_program(options_.datasette))
            error(options_.datasette, why_no_datasette(options_.datasette));
        const auto& given = options_.child_arguments;
        for (std::size_t i = 0; i < given.size(); ++i) {
            auto [name, value] = split_option(given[i]);
            const auto* option = find_option(command_name::serve, name);
            if (option == nullptr || option->values() == 0) continue;
            if (!value && i + 1 < given.size()) value = given[++i];
            if (value) check_path(*option, std::move(*value));
        }
    }

    void check_path(const cli_option& option, std::string path)
    {
        const std::string where = std::string(option.long_name) + ' ' + path;
        if (option.value_name == "MOUNT:FOLDER") {
            const auto colon = path.find(':');
            if (colon == path.npos) return error(where, "must be MOUNT:FOLDER");
            path.erase(0, colon + 1);
        }
        std::error_code ec;
        if (option.value_name.ends_with("FOLDER")) {
            if (!std::filesystem::is_directory(path, ec))
                error(where, "there is no folder \"" + path + "\"; correct the path");
        } else if (option.long_name == "--inspect-file" && !read_beginning(path)) {
            error(where, std::string("cannot be read: ") + std::strerror(errno));
        }
    }

    /// The running Datasette serves its own databases.
    void look_for_useless_files()
    {
        const auto settings = secrets_settings_of(
            configured_, {options_.immutable_files, options_.internal, options_.create}
        );
        const auto place = secrets::decide_place(settings.place);
        auto files = options_.inputs.files;
        const auto& fixed = options_.immutable_files;
        files.insert(files.end(), fixed.begin(), fixed.end());
        std::string useless;
        std::error_code ec;
        for (const auto& file : files) {
            const bool has_purpose =
                (place && place->path == file) || std::filesystem::is_directory(file, ec);
            if (!has_purpose) useless += (useless.empty() ? "" : ", ") + file;
        }
        if (!useless.empty())
            warning(
                useless,
                "has no effect with --upstream: the running Datasette has its own databases, and "
                "the secrets are not in this file; omit it"
            );
    }

    void check_readable(const std::optional<std::string>& file, const char* what)
    {
        if (file && !read_beginning(*file))
            error(*file, std::string(what) + " cannot be read: " + std::strerror(errno));
    }

    void error(const std::string& where, const std::string& what)
    {
        found_.errors.push_back({where, what});
    }

    void warning(const std::string& where, const std::string& what)
    {
        found_.warnings.push_back({where, what});
    }

    const serve_options& options_;
    const config& configured_;
    start_findings found_;
    std::map<std::string, std::vector<std::string>> tables_;  ///< of the files that were looked at
};

}  // namespace

start_findings check_start(const serve_options& options, const config& configured)
{
    return start_checker(options, configured).check();
}

std::optional<problem> check_database_file(const std::string& file)
{
    const auto beginning = read_beginning(file);
    if (!beginning) return make_problem(std::string("cannot be read: ") + std::strerror(errno));
    if (beginning->empty() || *beginning == sqlite_header) return {};
    return make_problem("not an SQLite database");
}

std::optional<problem> check_writable(const std::string& file)
{
    std::error_code ec;
    std::filesystem::path at = std::filesystem::absolute(file, ec);
    if (std::filesystem::exists(at, ec)) {
        if (!std::filesystem::is_regular_file(at, ec))
            return make_problem(at.string() + " is not a regular file");
        if (::access(at.c_str(), R_OK | W_OK) == 0) return {};
        return make_problem(at.string() + ": " + std::strerror(errno));
    }
    // The nearest existing parent folder must allow this user to create the next one.
    do {
        at = at.parent_path();
    } while (!std::filesystem::exists(at, ec) && at.has_relative_path());
    if (!std::filesystem::is_directory(at, ec))
        return make_problem(at.string() + " is not a folder");
    if (::access(at.c_str(), W_OK | X_OK) == 0) return {};
    return make_problem(at.string() + ": " + std::strerror(errno));
}

}  // namespace dsgw
