#include "gateway/command/publish/image_secrets.hpp"

#include "auth/password_hash.hpp"
#include "base/ascii.hpp"
#include "base/sensitive_name.hpp"
#include "gateway/command/publish/image_texts.hpp"
#include "gateway/config/config_accounts.hpp"
#include "gateway/config/config_env.hpp"
#include "gateway/config/config_tree.hpp"
#include "secrets/fernet.hpp"

#include <algorithm>
#include <set>
#include <sstream>

namespace dsgw {

namespace json = boost::json;

namespace {

using keys = std::vector<std::string>;

constexpr std::string_view passwords_plugin = "datasette-auth-passwords";
constexpr std::string_view secrets_plugin = "datasette-secrets";
constexpr std::string_view own_plugin = "datasette-gateway";

/// The kind of a text in a plugin's block, by its place.
enum class kind
{
    password_hash,
    encryption_key,
    other,
};

kind kind_of(const keys& path)
{
    const auto& plugin = path.front();
    const auto& last = path.back();
    if (plugin == passwords_plugin && path.size() == 2 && account_of_key(last))
        return kind::password_hash;
    if (plugin == secrets_plugin && (last == "encryption-key" || last == "encryption_key"))
        return kind::encryption_key;
    if (plugin == own_plugin && path.size() == 4 && path[1] == "secrets" && path[2] == "keys")
        return kind::encryption_key;
    return kind::other;
}

class secrets_mover
{
public:
    secrets_mover(image_config& out, std::string label) : out_(out), label_(std::move(label))
    {
        std::set<std::string> named;
        collect_variables(json::value(out_.tree), named);
        taken_.insert(named.begin(), named.end());
    }

    /// Before all others: what it replaces needs no variable.
    void add_plugin_secret(const plugin_secret& given)
    {
        const auto name = free_name({given.plugin, given.setting});
        auto& block = inner_object(inner_object(out_.tree, "plugins"), given.plugin);
        const auto where = "--plugin-secret " + given.plugin + ' ' + given.setting;
        check(kind_of({given.plugin, given.setting}), given.setting, given.value, where);
        block[given.setting] = json::object{{"$env", name}};
        ours_.insert(name);
        remember({given.plugin, given.setting}, where, name, given.value);
    }

    void search(json::object& object, const std::string& path)
    {
        for (auto it = object.begin(); it != object.end();) {
            const std::string key(it->key());
            const auto where = join_path(path, key);
            if (is_hash(it->value())) {
                warn(where, "is a password hash that nothing reads here; it is left out");
                it = object.stable_erase(it);
                continue;
            }
            check_member(key, it->value(), path, where);
            auto* inner = it->value().if_object();
            if (inner && key == "plugins")
                for (auto& [plugin, block] : *inner)
                    visit(block, {std::string(plugin)}, join_path(where, std::string(plugin)));
            else
                search_value(it->value(), where);
            ++it;
        }
    }

private:
    static bool is_hash(const json::value& value)
    {
        return value.is_string() && looks_like_password_hash(std::string_view(value.get_string()));
    }

    void search_value(json::value& value, const std::string& where)
    {
        if (auto* object = value.if_object()) return search(*object, where);
        if (const auto* text = value.if_string()) return check_text(*text, where);
        auto* list = value.if_array();
        if (!list) return;
        for (std::size_t i = 0; i < list->size(); ++i) {
            auto& element = (*list)[i];
            const auto place = join_path(where, i);
            if (is_hash(element)) {
                warn(place, "is a password hash that nothing reads here; it is left out");
                element = nullptr;
            } else {
                search_value(element, place);
            }
        }
    }

    void check_member(
        const std::string& key, const json::value& value, const std::string& path,
        const std::string& where
    )
    {
        if (path.empty() && !is_documented_key(key))
            warn(where, "is not a setting of Datasette; it goes into the image unchanged");
        // The names in these blocks decide the meaning of a column, and the permitted actors.
        std::istringstream steps(path);
        for (std::string step; std::getline(steps, step, '.');)
            if (step == "columns" || step.starts_with("allow") || step == "permissions") return;
        const bool is_text_or_number = value.is_string() || value.is_number();
        if (is_text_or_number && is_sensitive_name(key))
            problem(
                label_ + ": " + where,
                "has the name of a secret, and anyone with the image could read it: remove it, or "
                "move it to the block of the plugin that reads it"
            );
    }

    /// Outside the blocks of plugins Datasette reads texts as they are: nothing can move.
    void check_text(std::string_view text, const std::string& where)
    {
        const auto what = credentials_in(text);
        if (!what.empty())
            problem(
                label_ + ": " + where,
                "holds " + std::string(what) + ", which anyone with the image could read: remove it"
            );
    }

    /// A value in a plugin's block.
    void visit(json::value& value, const keys& path, const std::string& where)
    {
        if (is_reference(value)) return visit_reference(value, path, where);
        if (auto* object = value.if_object()) {
            for (auto& [key, member] : *object) {
                const auto place = join_path(where, std::string(key));
                check_key(path, key, member, place);
                visit(member, below(path, std::string(key)), place);
            }
        } else if (auto* list = value.if_array()) {
            for (std::size_t i = 0; i < list->size(); ++i)
                visit((*list)[i], below(path, std::to_string(i)), join_path(where, i));
        } else if (auto* text = value.if_string()) {
            if (!may_enter_image(path, *text)) move(value, path, where, std::string(*text));
        } else if (value.is_number() && is_secret_place(path)) {
            problem(
                label_ + ": " + where,
                "is a number where a secret is expected: write it as a string, which is passed in "
                "the environment"
            );
        }
    }

    /// Only values can go by environment.
    void check_key(
        const keys& path, std::string_view key, const json::value& member, const std::string& where
    )
    {
        // "tokens": {"s3cret": {"id": "ann"}}, but not "api_keys": {"ann": "s3cret"}.
        const bool is_table_of_secrets = path.size() > 1 && path.front() != own_plugin &&
                                         names_secrets(path.back()) &&
                                         !is_sensitive_name(path.back());
        const bool opens_something = !credentials_in(key).empty() ||
                                     looks_like_password_hash(key) ||
                                     (is_table_of_secrets && member.is_object());
        if (opens_something)
            problem(
                label_ + ": " + where.substr(0, where.size() - key.size()) + "…",
                "the key itself looks like a secret, and only values can be passed in the "
                "environment: remove it"
            );
    }

    static bool is_secret_place(const keys& path)
    {
        const bool is_in_list = std::ranges::all_of(path.back(), is_digit);
        return is_sensitive_name(path.back()) ||
               (is_in_list && path.size() > 2 && names_secrets(path[path.size() - 2]));
    }

    void visit_reference(json::value& value, const keys& path, const std::string& where)
    {
        const auto& reference = *value.get_object().begin();
        const bool is_variable = reference.key() == "$env";
        if (is_variable && reference.value().is_string()) {
            const std::string name(reference.value().get_string());
            if (!ours_.contains(name)) out_.needed.push_back({label_ + ": " + where, name});
            return;
        }
        const auto before = out_.problems.size();
        const auto resolved = resolve_references(value, label_ + ": " + where, out_.problems);
        if (out_.problems.size() == before)
            move(value, path, where, std::string(resolved.get_string()));
    }

    void move(json::value& value, const keys& path, const std::string& where, std::string text)
    {
        const auto place = label_ + ": " + where;
        const auto what = kind_of(path);
        check(what, path.back(), text, place);
        // The white space that ends a file is no part of these, and a variable is easier without.
        if (what == kind::password_hash || what == kind::encryption_key) text = strip(text);
        const auto name = free_name(path);
        value = json::object{{"$env", name}};
        remember(path, place, name, std::move(text));
    }

    /// Better now than as a container that does not start.
    void check(kind what, std::string_view key, std::string_view text, const std::string& where)
    {
        if (what == kind::password_hash) {
            const auto read = auth::describe_password_hash(strip(text));
            if (!read)
                problem(
                    where, "account \"" + *account_of_key(key) +
                               "\": the password hash cannot be read: " + read.error().message()
                );
        }
        if (what == kind::encryption_key) {
            const auto read = secrets::fernet_key::parse(strip(text));
            if (!read) problem(where, read.error().message());
        }
    }

    void remember(const keys& path, std::string where, std::string name, std::string value)
    {
        std::string account;
        if (kind_of(path) == kind::password_hash) account = *account_of_key(path.back());
        out_.moved.push_back(
            {std::move(where), std::move(account), std::move(name), std::move(value)}
        );
    }

    std::string free_name(const keys& path)
    {
        const auto wanted = variable_name(path);
        auto name = wanted;
        for (unsigned n = 2; !taken_.insert(name).second; ++n)
            name = wanted + '_' + std::to_string(n);
        return name;
    }

    static json::object& inner_object(json::object& object, const std::string& key)
    {
        auto& value = object[key];
        return value.is_object() ? value.get_object() : value.emplace_object();
    }

    static keys below(keys path, std::string key)
    {
        path.push_back(std::move(key));
        return path;
    }

    void problem(std::string where, std::string what)
    {
        out_.problems.push_back({std::move(where), std::move(what)});
    }
    void warn(const std::string& where, std::string what)
    {
        out_.warnings.push_back({label_ + ": " + where, std::move(what)});
    }

    image_config& out_;
    std::string label_;
    std::set<std::string> taken_{"DATASETTE_SECRET", "PATH", "PORT", "HOME"};
    std::set<std::string> ours_;  ///< those of --plugin-secret
};

/// The front of Cloud Run connects from link-local addresses. Without this the throttle would count
/// all visitors as one client, and none of them would seem to use HTTPS.
void trust_cloud_run(json::object& tree)
{
    if (find_value(tree, {"plugins", own_plugin, "trusted_proxies"})) return;
    const json::object own{{"trusted_proxies", json::array{"169.254.0.0/16"}}};
    combine(tree, {{"plugins", json::object{{"datasette-gateway", own}}}});
}

}  // namespace

std::string variable_name(const std::vector<std::string>& path)
{
    std::string name;
    for (const auto& step : path) {
        if (!name.empty()) name += '_';
        for (const char c : step)
            name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : is_alphanumeric(c) ? c : '_';
    }
    // A digit cannot come first; and DATASETTE_SECRETS_X would set the value of a secret called X.
    if (name.empty() || is_digit(name.front())) name.insert(0, "_");
    if (name.starts_with("DATASETTE_SECRETS_")) name.insert(0, "PLUGIN_");
    return name;
}

image_config make_image_config(
    json::object metadata, const std::string& label, const publish_options& options
)
{
    image_config out;
    out.tree = std::move(metadata);
    for (const auto& [key, value] : options.about)
        out.tree[key] = value;
    secrets_mover mover(out, label);
    for (const auto& each : options.plugin_secrets)
        mover.add_plugin_secret(each);
    mover.search(out.tree, "");
    if (options.target == publish_target::cloud_run) trust_cloud_run(out.tree);
    return out;
}

}  // namespace dsgw
