#include "gateway/config/config_secrets.hpp"

#include "base/url.hpp"
#include "gateway/config/config_env.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/config/suggest.hpp"
#include "secrets/fernet.hpp"
#include "secrets/value_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace dsgw {

namespace json = boost::json;

namespace {

// The plugin reads the first of the key's names, its documentation writes the second.
constexpr std::array<std::string_view, 2> plugin_key_names{"encryption-key", "encryption_key"};
constexpr std::string_view plugin_database_name = "database";

std::string string_of(const json::value& value) { return std::string(value.get_string()); }

bool is_variable(const json::value& value)
{
    return is_reference(value) && value.get_object().begin()->key() == "$env";
}

class secrets_reader
{
public:
    void read_own(const secrets_settings& own, const std::string& where)
    {
        for (const auto& [name, value] : own.keys)
            read_key(std::string(name), value, join_path(where + ".keys", name));
        for (std::size_t i = 0; i < own.registrations.size(); ++i) {
            read_registration(own.registrations[i].get_object(), join_path(where + ".register", i));
        }
        out.value.is_configured = own.path || !own.keys.empty() || !own.registrations.empty();
    }

    void read_plugin(const plugin_block& block)
    {
        if (block.parts.empty()) return;
        out.value.is_configured = true;
        for (const auto& [key, value] : block.merged) {
            const std::string_view name(key);
            const auto where = block.where_is(name);
            if (std::ranges::count(plugin_key_names, name) > 0)
                read_plugin_key(value, where);
            else if (name == plugin_database_name)
                read_database(value, where);
            else
                out.warnings.push_back({where, "is not a setting of datasette-secrets"});
        }
    }

    secrets_result out;

private:
    void read_key(std::string name, const json::value& value, const std::string& where)
    {
        if (!secrets::is_allowed_name(name))
            problem(where, "a key's name is 1 to 100 of the characters A-Z a-z 0-9 _ . -");
        if (const auto key = checked_key(value, where))
            out.value.keys.push_back({std::move(name), *key, where});
    }

    std::optional<std::string> checked_key(const json::value& value, const std::string& where)
    {
        if (!value.is_string()) {
            problem(where, "must be a string: an encryption key, or better {\"$env\": NAME}");
            return {};
        }
        const auto key = secrets::fernet_key::parse(string_of(value));
        if (key) return string_of(value);
        problem(where, key.error().message());
        return {};
    }

    void read_registration(const json::object& entry, const std::string& where)
    {
        static constexpr std::array<std::string_view, 4> names{
            "name", "description", "obtain_url", "obtain_label"};
        secrets::registration made;
        const std::array<std::string*, 4> places{
            &made.name, &made.description, &made.obtain_url, &made.obtain_label};
        for (const auto& [key, value] : entry) {
            const std::string_view name(key);
            const auto at = std::ranges::find(names, name);
            if (at == names.end())
                problem(
                    join_path(where, name),
                    "is not a known key of a registration" + did_you_mean(name, names)
                );
            else if (value.is_string())
                *places.at(static_cast<std::size_t>(at - names.begin())) = string_of(value);
            else if (!value.is_null())
                problem(join_path(where, name), "must be a string");
        }
        if (!secrets::is_allowed_name(made.name)) {
            problem(
                join_path(where, "name"),
                "must be the name of a secret: 1 to 100 of the characters A-Z a-z 0-9 _ . -"
            );
        }
        if (!made.obtain_url.empty() && !is_web_url(made.obtain_url))
            problem(join_path(where, "obtain_url"), "must begin with http:// or https://");
        out.value.registrations.push_back(std::move(made));
    }

    void read_plugin_key(const json::value& value, const std::string& where)
    {
        problem_list missing;
        const auto resolved = resolve_references(value, where, missing);
        if (!missing.empty()) {
            auto& to = is_variable(value) ? out.warnings : out.problems;
            to.insert(to.end(), missing.begin(), missing.end());
            return;
        }
        if (resolved.is_null() || (resolved.is_string() && resolved.get_string().empty())) return;
        const auto key = checked_key(resolved, where);
        if (!key) return;
        auto& kept = out.value.plugin_key;
        if (kept && kept->text != *key)
            problem(where, "differs from the other encryption key in this block; keep one");
        kept = secrets::key_setting{std::string(secrets::plugin_key_name), *key, where};
    }

    void read_database(const json::value& value, const std::string& where)
    {
        const auto resolved = resolve_references(value, where, out.problems);
        if (resolved.is_null()) return;
        if (!resolved.is_string()) {
            problem(where, "must be a string: the name of a database");
            return;
        }
        if (!resolved.get_string().empty()) out.value.database = string_of(resolved);
    }

    void problem(std::string where, std::string what)
    {
        out.problems.push_back({std::move(where), std::move(what)});
    }
};

}  // namespace

secrets_result read_secrets(
    const secrets_settings& own, const std::string& own_where, const plugin_block& plugin
)
{
    secrets_reader work;
    work.read_own(own, own_where + ".secrets");
    work.read_plugin(plugin);
    return std::move(work.out);
}

}  // namespace dsgw
