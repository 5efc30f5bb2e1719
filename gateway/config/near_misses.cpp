#include "gateway/config/near_misses.hpp"

#include "gateway/config/access_words.hpp"
#include "gateway/config/config_settings.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/config/known_names.hpp"
#include "gateway/config/suggest.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 3> short_plugin_names{
    "auth-passwords", "gateway", "secrets"};

/// Datasette has no rule that begins with these: it knows `allow` only.
constexpr std::array<std::string_view, 8> words_of_denial{
    "deny", "denied", "disallow", "disallowed", "forbid", "forbidden", "restrict", "restricted"};

constexpr std::string_view rule_place =
    "has no effect here: it belongs at the top level, in databases.NAME, or in a table or query "
    "under its tables or queries";
constexpr std::string_view plugin_place =
    "has no effect here: a plugin's block belongs under \"plugins\"; check the indentation";
constexpr std::string_view own_plugin_place =
    "has no effect here: this block belongs under \"plugins\" at the top level; check the "
    "indentation";

bool is_block(const json::value& value)
{
    return value.is_object() || value.is_null() || value.is_array();
}

bool is_shown(std::string_view key, name_list more)
{
    return is_one_of(key, displayed_names()) || is_one_of(key, more);
}

/// A database, table or query may be called "allow". Then it has only keys of such a block.
bool is_proper_item(const json::value& value, name_list blocks, name_list more)
{
    const auto* object = value.if_object();
    return object != nullptr && !object->empty() &&
           std::all_of(object->begin(), object->end(), [&](const auto& member) {
               return is_one_of(member.key(), blocks) || is_shown(member.key(), more);
           });
}

/// One of the settings that can; most of them are on by default.
bool closes_something(std::string_view setting, const json::value& value)
{
    return is_switched_on(value) == (setting == "default_deny");
}

/// The short form of a query: its SQL.
bool is_sql(const json::value& value)
{
    const auto* text = value.if_string();
    return text != nullptr && text->find(' ') != text->npos;
}

std::string did_you_mean_name(std::string_view what, std::string_view meant)
{
    return std::string(what) + "; did you mean " + std::string(meant) + "?";
}

class name_checker
{
public:
    name_checker(problem_list& problems, problem_list& warnings)
        : problems_(problems), warnings_(warnings)
    {}

    void check_instance(const json::object& tree, const std::string& root)
    {
        check_level(tree, root, instance_block_names(), {});
        if (const auto* plugins = find_object(tree, {"plugins"}))
            check_plugins(*plugins, join_path(root, "plugins"));
        if (const auto* databases = find_object(tree, {"databases"}))
            for (const auto& [name, database] : *databases)
                check_database(name, database, join_path(join_path(root, "databases"), name));
        if (const auto* settings = find_object(tree, {"settings"}))
            for (const auto& member : *settings)
                check_one(member.key(), join_path(root, "settings"), setting_names(), "setting");
    }

private:
    void check_database(std::string_view name, const json::value& database, const std::string& path)
    {
        const auto blocks = database_block_names();
        if (is_own_plugin(name)) return problem(path, own_plugin_place);
        if (is_rule_in_place_of_name(name, database) && !is_proper_item(database, blocks, {}))
            return problem(path, rule_place);
        const auto* object = database.if_object();
        if (object == nullptr) return;
        check_level(*object, path, blocks, {});
        check_inner_plugins(*object, path);
        for (const std::string_view kind : {"tables", "queries"}) {
            const auto* items = find_object(*object, {kind});
            if (items == nullptr) continue;
            for (const auto& [item, value] : *items)
                check_item(item, value, join_path(join_path(path, kind), item));
        }
    }

    void check_item(std::string_view name, const json::value& item, const std::string& path)
    {
        const auto blocks = item_block_names();
        const auto more = displayed_item_names();
        if (is_rule_in_place_of_name(name, item) && !is_sql(item) &&
            !is_proper_item(item, blocks, more))
            return problem(path, rule_place);
        const auto* object = item.if_object();
        if (object == nullptr) return;
        check_level(*object, path, blocks, more);
        check_inner_plugins(*object, path);
    }

    /// @param blocks  names that decide at this level.   @param more  names that are shown there.
    void check_level(
        const json::object& object, const std::string& path, name_list blocks, name_list more
    )
    {
        for (const auto& [key, value] : object) {
            if (is_one_of(key, blocks) || is_shown(key, more)) continue;
            check_unknown(key, value, join_path(path, key), blocks, more);
        }
        if (const auto* permissions = find_object(object, {"permissions"}))
            for (const auto& member : *permissions)
                check_one(
                    member.key(), join_path(path, "permissions"), action_names(), "permission"
                );
    }

    void check_unknown(
        std::string_view key, const json::value& value, const std::string& place, name_list blocks,
        name_list more
    )
    {
        if (refuse_passwords_key(key, place) || refuse_allow_key(key, value, place)) return;
        const auto meant = near_miss(key, blocks);
        if (!meant.empty() && is_block(value)) {
            // A block with such a name may be the site's own, unless it decides something.
            const bool decides = meant == "permissions" || holds_access_rule(value);
            const auto text = did_you_mean_name("is not a known key here", meant);
            return decides ? problem(place, text) : warning(place, text);
        }
        if (is_own_plugin(key)) return problem(place, own_plugin_place);
        if (key.starts_with("datasette-") && is_block(value)) {
            const bool is_known = is_one_of(key, other_plugin_names()) || holds_access_rule(value);
            return is_known ? problem(place, plugin_place) : warning(place, plugin_place);
        }
        if (is_one_of(key, closing_setting_names()) && closes_something(key, value))
            return problem(
                place,
                "has no effect here: a setting belongs under \"settings\" in the file of -c, or to "
                "--setting"
            );
        if (is_one_of(key, words_of_denial) && (is_block(value) || value.is_bool()))
            warning(place, "closes nothing: only \"allow\" decides who can see a page");
        else
            warn_of_shown(key, place, more);
        check_ignored(value, place);
    }

    /// Another spelling of `allow` or `allow_sql`, another word for it, or `allow_sql` of a table.
    bool refuse_allow_key(std::string_view key, const json::value& value, const std::string& place)
    {
        if (key == "allow_sql") {
            problem(place, "has no effect here: it belongs in databases.NAME or at the top level");
            return true;
        }
        auto meant = meant_allow_key(key);
        if (meant.empty() && key.starts_with("allow") && value.is_object()) meant = "allow";
        if (meant.empty()) return false;
        problem(place, did_you_mean_name("is not a known key here", meant));
        return true;
    }

    void check_plugins(const json::object& plugins, const std::string& path)
    {
        for (const auto& [key, value] : plugins) {
            const auto place = join_path(path, key);
            if (is_one_of(key, own_plugin_names())) {
                check_own_plugin(value, place);
                continue;
            }
            if (refuse_passwords_key(key, place)) continue;
            if (is_one_of(key, instance_block_names()) || !meant_allow_key(key).empty()) {
                problem(
                    place,
                    "has no effect here: it belongs beside \"plugins\", at the top level; check "
                    "the "
                    "indentation"
                );
                continue;
            }
            auto meant = near_miss(key, own_plugin_names());
            for (std::size_t i = 0; i < short_plugin_names.size(); ++i)
                if (bare_name(key) == bare_name(short_plugin_names[i]))
                    meant = own_plugin_names()[i];
            if (!meant.empty())
                problem(place, did_you_mean_name("is not a known plugin", meant));
            else
                check_other_plugin(value, place);
        }
    }

    /// A rule in such a block is one level too deep. Its own keys are the plugin's to check.
    void check_own_plugin(const json::value& block, const std::string& path)
    {
        const auto* object = block.if_object();
        if (object == nullptr) return;
        for (const auto& [key, value] : *object) {
            const bool holds_rule =
                is_one_of(key, instance_block_names()) && holds_access_rule(value);
            if (holds_rule || is_access_rule(key, value)) problem(join_path(path, key), rule_place);
        }
    }

    /// A block of any name: with these keys it was meant for datasette-auth-passwords.
    void check_other_plugin(const json::value& block, const std::string& path)
    {
        const auto* object = block.if_object();
        if (object == nullptr) return;
        for (const auto& [key, value] : *object) {
            const auto place = join_path(path, key);
            if (refuse_passwords_key(key, place)) continue;
            if (is_own_plugin(key))
                problem(place, own_plugin_place);
            else
                check_other_plugin(value, place);
        }
    }

    /// The gateway's own plugins count at the top only; others may have blocks anywhere.
    void check_inner_plugins(const json::object& object, const std::string& path)
    {
        const auto* plugins = find_object(object, {"plugins"});
        if (plugins == nullptr) return;
        for (const auto& [key, value] : *plugins) {
            const auto place = join_path(join_path(path, "plugins"), key);
            if (is_own_plugin(key))
                problem(place, own_plugin_place);
            else
                check_other_plugin(value, place);
        }
    }

    /// Below a key that nothing reads. An allow block there protects nothing.
    void check_ignored(const json::value& value, const std::string& path)
    {
        if (const auto* list = value.if_array()) {
            for (std::size_t i = 0; i < list->size(); ++i)
                check_ignored((*list)[i], join_path(path, i));
            return;
        }
        const auto* object = value.if_object();
        if (object == nullptr) return;
        for (const auto& [key, inner] : *object) {
            const auto place = join_path(path, key);
            if (refuse_passwords_key(key, place)) continue;
            if (is_own_plugin(key))
                problem(place, own_plugin_place);
            else if (key == "unauthenticated" || is_access_rule(key, inner))
                problem(place, rule_place);
            else
                check_ignored(inner, place);
        }
    }

    /// "http_basic_auth", however it is spelled, decides in its own plugin's block only.
    bool refuse_passwords_key(std::string_view key, const std::string& place)
    {
        if (!is_slip(key, "http_basic_auth")) return false;
        problem(
            place,
            "has no effect here: \"http_basic_auth\" belongs in plugins.datasette-auth-passwords"
        );
        return true;
    }

    void warn_of_shown(std::string_view key, const std::string& place, name_list more)
    {
        auto meant = near_miss(key, displayed_names());
        if (meant.empty()) meant = near_miss(key, more);
        if (!meant.empty()) warning(place, did_you_mean_name("has no effect here", meant));
    }

    void check_one(
        std::string_view key, const std::string& path, name_list known, const std::string& kind
    )
    {
        const auto place = join_path(path, key);
        if (refuse_passwords_key(key, place)) return;
        if (is_one_of(key, instance_block_names()) || !meant_allow_key(key).empty())
            return problem(place, "has no effect here: it is not a " + kind);
        const auto meant = near_miss(key, known);
        if (!meant.empty()) problem(place, did_you_mean_name("is not a known " + kind, meant));
    }

    void problem(const std::string& where, std::string_view what)
    {
        problems_.push_back({where, std::string(what)});
    }

    void warning(const std::string& where, std::string_view what)
    {
        warnings_.push_back({where, std::string(what)});
    }

    problem_list& problems_;
    problem_list& warnings_;
};

}  // namespace

void check_names(
    const json::object& tree, const std::string& label, problem_list& problems,
    problem_list& warnings
)
{
    const bool command_line = label == "-s";
    name_checker(problems, warnings).check_instance(tree, label + (command_line ? " " : ": "));
}

void check_setting_names(const std::vector<setting_pair>& settings, problem_list& problems)
{
    for (const auto& pair : settings) {
        const auto meant = near_miss(pair.first, setting_names());
        if (!meant.empty())
            problems.push_back(
                {"--setting " + pair.first,
                 did_you_mean_name("is not a setting of Datasette", meant)}
            );
    }
}

}  // namespace dsgw
