#include "gateway/datasette/datasette_launch.hpp"

#include "gateway/command/find_program.hpp"
#include "gateway/datasette/console_script.hpp"
#include "gateway/datasette/python_plugin.hpp"
#include "gateway/http/limits.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace dsgw {

namespace {

constexpr std::string_view secrets_plugin = "datasette-secrets";

/// Prints the version of Datasette and, with an argument, whether `datasette plugins` would list
/// datasette-secrets. Imports neither Datasette nor a plugin. The path is that of the
/// command, without the current folder, which Python adds for -c.
constexpr const char* quick_program = R"python(
import sys
sys.path[:] = [each for each in sys.path if each]
import importlib.util, os
place = importlib.util.find_spec("datasette").submodule_search_locations[0]
names = {}
with open(os.path.join(place, "version.py")) as file:
    exec(file.read(), names)
version = names["__version__"]

def is_loaded(plugin):
    from importlib.metadata import PackageNotFoundError, distribution
    chosen = os.environ.get("DATASETTE_LOAD_PLUGINS")
    if chosen is not None and not version.startswith("0."):
        if plugin not in [name.strip().lower().replace("_", "-") for name in chosen.split(",")]:
            return False
    try:
        return any(each.group == "datasette" for each in distribution(plugin).entry_points)
    except PackageNotFoundError:
        return False

loaded = [plugin for plugin in sys.argv[1:] if is_loaded(plugin)]
print("datasette-gateway found version", version, *loaded)
)python";
constexpr std::string_view quick_answer = "datasette-gateway found version ";

/// @param before  the text before the version; its last occurrence counts.
std::string version_in(const std::string& output, std::string_view before)
{
    const auto at = output.rfind(before);
    if (at == std::string::npos) return {};
    const auto begin = at + before.size();
    return output.substr(begin, output.find_first_of(" \r\n", begin) - begin);
}

bool is_supported(const std::string& version)
{
    return version.starts_with("0.") || version.starts_with("1.");
}

datasette_line line_of(const std::string& version)
{
    return version.starts_with("0.") ? datasette_line::v0_65 : datasette_line::v1_0;
}

bool has_plugin_block(const boost::json::object& from, std::string_view name)
{
    const auto* plugins = from.if_contains("plugins");
    return plugins != nullptr && plugins->is_object() &&
           plugins->as_object().contains(boost::json::string_view(name.data(), name.size()));
}

/// The folder comes first on the path, so that it is found before any plugin that imports it.
void add_python_plugin(const private_folder& folder, bool is_listed, child_process::command& to)
{
    const auto how = is_listed ? python_plugin::listed : python_plugin::on_import;
    to.environment.emplace_back("PYTHONPATH", with_python_path(write_python_plugin(folder, how)));
    // The variable may restrict the plugins that Datasette loads.
    const char* chosen = std::getenv("DATASETTE_LOAD_PLUGINS");
    if (is_listed && chosen != nullptr)
        to.environment.emplace_back(
            "DATASETTE_LOAD_PLUGINS", std::string("datasette-gateway,") + chosen
        );
}

/// Runs a command of Datasette that ends at once. Even so, Datasette loads all plugins.
task<std::string> ask(
    asio::io_context& context, const std::string& datasette, const config& configured,
    std::string argument, std::shared_ptr<program_output>& asked
)
{
    const private_folder folder;
    child_process::command made;
    made.program = datasette;
    made.arguments.push_back(std::move(argument));
    add_python_plugin(folder, configured.secrets.is_configured, made);
    asked = std::make_shared<program_output>(context, made);
    co_return co_await asked->read(limits::datasette_start_time);
}

/// Asks the Python of an installed `datasette` command, in a tenth of the time.
/// @return nothing if the command is another program or Python fails.
task<std::optional<datasette_installation>> look_quickly(
    asio::io_context& context, const std::string& datasette, bool is_plugin_configured,
    std::shared_ptr<program_output>& asked
)
{
    const auto program = find_program(datasette);
    const auto python = program ? python_of_console_script(*program) : std::nullopt;
    if (!python) co_return std::nullopt;
    child_process::command made;
    made.program = *python;
    made.arguments = {"-c", quick_program};
    if (is_plugin_configured) made.arguments.emplace_back(secrets_plugin);
    std::string output;
    try {
        asked = std::make_shared<program_output>(context, made);
        output = co_await asked->read(limits::datasette_start_time);
    } catch (const std::runtime_error&) {
        if (asked && asked->is_interrupted()) throw;  // the gateway is stopping
        co_return std::nullopt;
    }
    datasette_installation found{datasette_line::v1_0, version_in(output, quick_answer), false};
    if (!is_supported(found.version)) co_return std::nullopt;
    found.line = line_of(found.version);
    found.has_datasette_secrets =
        output.find(found.version + " " + std::string(secrets_plugin)) != output.npos;
    co_return found;
}

}  // namespace

task<datasette_installation> look_at_datasette(
    asio::io_context& context, const std::string& datasette, const config& configured,
    std::shared_ptr<program_output>& asked
)
{
    // Plugins are only looked for if the result matters.
    const bool is_plugin_configured = has_plugin_block(configured.metadata, secrets_plugin) ||
                                      has_plugin_block(configured.datasette_config, secrets_plugin);
    auto found = co_await look_quickly(context, datasette, is_plugin_configured, asked);
    if (found) co_return std::move(*found);
    const auto output = co_await ask(context, datasette, configured, "--version", asked);
    datasette_installation slowly{datasette_line::v1_0, version_in(output, "version "), false};
    if (!is_supported(slowly.version)) {
        throw std::runtime_error(
            "\"" + datasette +
            "\" is not a supported Datasette (0.65 or 1.0): its --version is \"" +
            output.substr(0, output.find('\n')) + "\""
        );
    }
    slowly.line = line_of(slowly.version);
    if (is_plugin_configured) {
        const auto plugins = co_await ask(context, datasette, configured, "plugins", asked);
        slowly.has_datasette_secrets = plugins.find("\"datasette-secrets\"") != plugins.npos;
    }
    co_return slowly;
}

task<std::vector<std::string>> list_settings(
    asio::io_context& context, const std::string& datasette, const config& configured,
    std::shared_ptr<program_output>& asked
)
{
    // One line for each setting, "  NAME   help"; more help is indented further.
    const auto output = co_await ask(context, datasette, configured, "--help-settings", asked);
    std::vector<std::string> names;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        const bool has_name = line.size() > 2 && line.starts_with("  ") && line[2] != ' ';
        if (has_name) names.push_back(line.substr(2, line.find(' ', 2) - 2));
    }
    co_return names;
}

child_config make_child_config_for(
    const datasette_installation& installed, const config& configured
)
{
    child_config_options options;
    options.keep_datasette_secrets = installed.has_datasette_secrets;
    return make_child_config(configured, installed.line, options);
}

child_process::command make_launch_command(
    const serve_options& options, const config& configured, const child_config& copy,
    const private_folder& folder, const launch_environment& around, const std::string& socket
)
{
    child_process::command made;
    made.program = options.datasette;
    auto& arguments = made.arguments;
    arguments = {"serve"};
    const auto& layout = configured.layout;
    for (const auto& file : layout.databases) {
        const auto& fixed = layout.immutable_databases;
        if (std::find(fixed.begin(), fixed.end(), file) == fixed.end()) arguments.push_back(file);
    }
    const auto add = [&](std::string name, std::string value) {
        arguments.push_back(std::move(name));
        arguments.push_back(std::move(value));
    };
    for (const auto& file : layout.immutable_databases) {
        add("-i", file);
    }
    add("--uds", socket);
    add("-m", folder.write("metadata.json", copy.metadata_json));
    if (!copy.config_json.empty()) add("-c", folder.write("datasette.json", copy.config_json));
    for (const auto& [name, value] : copy.settings) {
        arguments.emplace_back("--setting");
        add(name, value);
    }
    if (options.internal) add("--internal", *options.internal);
    if (options.root) arguments.emplace_back("--root");
    if (options.create) arguments.emplace_back("--create");
    const auto& given = options.child_arguments;
    arguments.insert(arguments.end(), given.begin(), given.end());
    const auto extra = layout.extra_arguments(given);
    arguments.insert(arguments.end(), extra.begin(), extra.end());

    made.environment = copy.environment;
    made.environment.insert(
        made.environment.end(), around.variables.begin(), around.variables.end()
    );
    // Its only peer is our private socket, which has no address to trust by.
    made.environment.emplace_back("FORWARDED_ALLOW_IPS", "*");
    made.environment.emplace_back("PYTHONUNBUFFERED", "1");
    add_python_plugin(folder, copy.with_python_plugin, made);
    made.environment_withheld = copy.environment_withheld;
    made.umask = around.umask;
    return made;
}

bool is_same(const child_config& left, const child_config& right)
{
    return left.metadata_json == right.metadata_json && left.config_json == right.config_json &&
           left.settings == right.settings && left.environment == right.environment &&
           left.with_python_plugin == right.with_python_plugin;
}

}  // namespace dsgw
