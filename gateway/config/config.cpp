#include "gateway/config/config.hpp"

#include "gateway/config/allow_places.hpp"
#include "gateway/config/allow_warnings.hpp"
#include "gateway/config/config_accounts.hpp"
#include "gateway/config/config_env.hpp"
#include "gateway/config/config_settings.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/config/config_value.hpp"
#include "gateway/config/near_misses.hpp"
#include "gateway/config/plugin_block.hpp"

#include <set>

namespace dsgw {

namespace json = boost::json;

namespace {

constexpr std::string_view passwords_plugin = "datasette-auth-passwords";
constexpr std::string_view gateway_plugin = "datasette-gateway";
constexpr std::string_view secrets_plugin = "datasette-secrets";

void append(problem_list& to, problem_list more)
{
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

class loader
{
public:
    explicit loader(const config_inputs& inputs) : inputs_(inputs) {}

    load_result load()
    {
        read_files();
        read_setting_pairs();
        read_base_url();
        read_force_https();
        read_plugins();
        warn_of_stray_hashes(json::value(out_.metadata), metadata_label_ + ": ");
        warn_of_stray_hashes(json::value(file_config_), config_label_ + ": ");
        collect_allow_places(out_.metadata, metadata_label_, out_.allow_places);
        collect_allow_places(out_.datasette_config, config_label_, out_.allow_places);
        check_all_names();
        warn_of_access(out_, inputs_.denies_by_default, result_.warnings);
        collect_files_read();
        out_.warnings = result_.warnings;
        if (result_.problems.empty())
            result_.value = std::make_shared<const config>(std::move(out_));
        return std::move(result_);
    }

private:
    void read_files()
    {
        out_.layout = read_directory_layout(inputs_.files, result_.problems);
        const auto metadata = inputs_.metadata ? inputs_.metadata : out_.layout.metadata;
        const auto config_file = inputs_.config ? inputs_.config : out_.layout.config;
        if (metadata == "-" && config_file == "-")
            problem("-m - -c -", "standard input can be only one of them; give the other a file");
        if (metadata) out_.metadata = read_object(*metadata);
        if (config_file) file_config_ = read_object(*config_file);
        metadata_label_ = name_for_people(metadata.value_or("-m"));
        config_label_ = name_for_people(config_file.value_or("-s"));
        check_shape(out_.metadata, metadata_label_);
        check_shape(file_config_, config_label_);
    }

    json::object read_object(const std::string& file)
    {
        result_.files.push_back(file);
        auto parsed = read_config_object(file);
        append(result_.warnings, std::move(parsed.warnings));
        if (parsed.problems.empty()) return std::move(parsed.value.get_object());
        append(result_.problems, std::move(parsed.problems));
        return {};
    }

    /// What Datasette would answer with a traceback.
    void check_shape(const json::object& tree, const std::string& label)
    {
        for (const std::string_view key : {"plugins", "databases", "settings", "permissions"}) {
            const auto* value = find_value(tree, {key});
            if (value && !value->is_object() && !value->is_null())
                problem(label + ": " + std::string(key), "must be an object");
        }
        const auto* databases = find_object(tree, {"databases"});
        if (!databases) return;
        for (const auto& [name, database] : *databases) {
            const auto path = join_path(label + ": databases", name);
            if (!database.is_object() && !database.is_null()) problem(path, "must be an object");
            if (!database.is_object()) continue;
            for (const std::string_view key : {"tables", "queries", "plugins", "permissions"}) {
                const auto* value = find_value(database.get_object(), {key});
                if (value && !value->is_object() && !value->is_null())
                    problem(join_path(path, key), "must be an object");
            }
        }
    }

    void check_all_names()
    {
        const auto check = [&](const json::object& tree, const std::string& label) {
            check_names(tree, label, result_.problems, result_.warnings);
        };
        check(out_.metadata, metadata_label_);
        check(file_config_, config_label_);
        check(out_.overrides, "-s");
        check_setting_names(out_.datasette_settings, result_.problems);
        if (find_object(out_.metadata, {"settings"}))
            result_.warnings.push_back(
                {metadata_label_ + ": settings", "has no effect in metadata",
                 "move it to the file of -c, or use --setting"}
            );
    }

    void collect_files_read()
    {
        std::set<std::string> named;
        for (const auto* tree : {&out_.metadata, &file_config_, &out_.overrides})
            collect_files(json::value(*tree), named);
        result_.files.insert(result_.files.end(), named.begin(), named.end());
        if (out_.layout.inspect_file) result_.files.push_back(*out_.layout.inspect_file);
    }

    void read_setting_pairs()
    {
        auto split = split_setting_pairs(inputs_.settings, result_.problems);
        check_shape(split.overrides, "-s");
        if (out_.layout.settings_json) read_settings_json(split.plain.empty());
        for (auto& pair : split.plain)
            out_.datasette_settings.push_back(std::move(pair));
        out_.overrides = std::move(split.overrides);
        out_.datasette_config = file_config_;
        combine(out_.datasette_config, out_.overrides);
    }

    /// @param counts  0.65 reads the file only where no setting is on the command line.
    /// @source datasette 0.65, app.py: `not settings`; 1.0 never reads it (child_config).
    void read_settings_json(bool counts)
    {
        const auto& file = *out_.layout.settings_json;
        if (!counts) {
            result_.warnings.push_back(
                {file, "is ignored because --setting is given, as in Datasette 0.65",
                 "give its settings with --setting too"}
            );
            return;
        }
        const auto settings = read_object(file);
        out_.datasette_settings = settings_as_pairs(settings, file + ": ", result_.problems);
        out_.settings_of_directory = out_.datasette_settings.size();
    }

    /// The command line wins over settings.json, that over the configuration file.
    void read_base_url()
    {
        if (const auto* value = find_value(file_config_, {"settings", "base_url"})) {
            if (value->is_string())
                use_base_url(
                    std::string(value->get_string()), config_label_ + ": settings.base_url"
                );
            else if (!value->is_null())
                problem(
                    config_label_ + ": settings.base_url", "must be a string such as \"/data/\""
                );
        }
        for (auto& [name, value] : out_.datasette_settings) {
            if (name != "base_url") continue;
            use_base_url(value, "--setting base_url");
            value = out_.base_url;
        }
    }

    /// Values that Datasette refuses are Datasette's to report.
    void read_force_https()
    {
        if (const auto* value = find_value(file_config_, {"settings", "force_https_urls"}))
            out_.force_https_urls = is_switched_on(*value);
        for (const auto& [name, value] : out_.datasette_settings) {
            if (name == "force_https_urls") out_.force_https_urls = is_switched_on(value);
        }
    }

    void use_base_url(const std::string& written, const std::string& where)
    {
        const auto base_url = normalise_base_url(written);
        if (base_url)
            out_.base_url = *base_url;
        else
            problem(where, "must be a path such as /data/ of letters, digits, - _ . ~ and /");
    }

    void read_plugins()
    {
        const std::vector<config_source> files{
            {metadata_label_, &out_.metadata}, {config_label_, &file_config_}};
        const config_source overrides{"-s", &out_.overrides};

        const auto passwords =
            gather_plugin_block(passwords_plugin, files, overrides, result_.problems);
        auto accounts = read_accounts(passwords);
        append(result_.problems, std::move(accounts.problems));
        append(result_.warnings, std::move(accounts.warnings));
        out_.http_basic_auth = accounts.http_basic_auth;
        out_.account_summaries = std::move(accounts.summaries);
        out_.accounts = std::make_shared<auth::account_book>(std::move(accounts.accounts));

        const auto gateway =
            gather_plugin_block(gateway_plugin, files, overrides, result_.problems);
        read_own_settings(gateway);
        const auto secrets =
            gather_plugin_block(secrets_plugin, files, overrides, result_.problems);
        auto read = read_secrets(out_.settings.secrets, gateway.where(), secrets);
        out_.secrets = std::move(read.value);
        append(result_.problems, std::move(read.problems));
        append(result_.warnings, std::move(read.warnings));
    }

    void read_own_settings(const plugin_block& block)
    {
        const auto where = block.where();
        const auto resolved =
            resolve_references(json::value(block.merged), where, result_.problems);
        // The whole block may be a reference; then it is a text or null.
        if (!resolved.is_object()) {
            problem(where, "must be an object");
            return;
        }
        auto settings = parse_settings(resolved.get_object(), where);
        out_.settings = std::move(settings.value);
        append(result_.problems, std::move(settings.problems));
        for (const auto& entry : out_.settings.public_paths) {
            if (entry.query != query_rule::any) continue;
            result_.warnings.push_back(
                {where + ".public",
                 '"' + entry.path +
                     "\" takes any query from anonymous clients: they can read "
                     "whole databases with it (\"query\": \"safe\" is the default)"}
            );
        }
    }

    /// A hash in another place makes no account, and Datasette 0.65 would publish it.
    void warn_of_stray_hashes(const json::value& value, const std::string& path)
    {
        if (const auto* object = value.if_object()) {
            for (const auto& [key, member] : *object) {
                const bool right_place =
                    path.ends_with(": plugins") && std::string_view(key) == passwords_plugin;
                if (!right_place) warn_of_stray_hashes(member, join_path(path, key));
            }
        } else if (const auto* list = value.if_array()) {
            for (std::size_t i = 0; i < list->size(); ++i)
                warn_of_stray_hashes((*list)[i], join_path(path, i));
        } else if (const auto* text = value.if_string();
                   text && looks_like_password_hash({text->data(), text->size()})) {
            result_.warnings.push_back(
                {path,
                 "looks like a password hash; it makes no account here (that is "
                 "plugins.datasette-auth-passwords) and is kept from Datasette"}
            );
        }
    }

    void problem(std::string where, std::string what)
    {
        result_.problems.push_back({std::move(where), std::move(what)});
    }

    const config_inputs& inputs_;
    config out_;
    load_result result_;
    json::object file_config_;  ///< -c as read, without -s
    std::string metadata_label_;
    std::string config_label_;
};

}  // namespace

load_result load_config(const config_inputs& inputs) { return loader(inputs).load(); }

}  // namespace dsgw
