#include "gateway/config/config_accounts.hpp"

#include "auth/password_hash.hpp"
#include "base/ascii.hpp"
#include "gateway/config/config_env.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/config/suggest.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace dsgw {

namespace json = boost::json;

namespace {

constexpr std::string_view hash_suffix = "_password_hash";
constexpr std::array<std::string_view, 2> other_keys{"http_basic_auth", "actors"};

bool is_other_key(std::string_view key)
{
    return std::find(other_keys.begin(), other_keys.end(), key) != other_keys.end();
}

/// Words in place of "password_hash", without the signs between words.
constexpr std::array<std::string_view, 12> other_endings{
    "password", "passwords", "passwd",   "passphrase", "pass",    "pw",
    "pwd",      "hash",      "passhash", "pwhash",     "pwdhash", "hashedpassword"};

/// Longer keys are not compared letter by letter.
constexpr std::size_t key_bytes_compared_max = 80;

/// More wrong letters make another word.
constexpr std::size_t wrong_letters_max = 3;

std::string_view without_last_sign(std::string_view name)
{
    while (!name.empty() && (name.back() == '_' || name.back() == '-' || name.back() == '.'))
        name.remove_suffix(1);
    return name;
}

/// @return the name in a key that resembles NAME_password_hash: "root" for "root_pasword_hash",
///         "root-PASSWORD-HASH" and "rootpasswordhash". Nothing if no part of the key resembles it.
std::optional<std::string_view> name_in_misspelt_key(std::string_view key)
{
    if (key.size() > key_bytes_compared_max) return {};
    auto best = wrong_letters_max + 1;
    std::optional<std::string_view> name;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const auto ending = bare_name(key.substr(i));
        const bool begins_word = i == 0 || key[i] == '_' || key[i] == '-' || key[i] == '.';
        const bool is_other =
            begins_word && std::ranges::find(other_endings, ending) != other_endings.end();
        const auto distance = is_other ? wrong_letters_max : edit_distance(ending, "passwordhash");
        if (distance >= best) continue;
        best = distance;
        name = without_last_sign(key.substr(0, i));
    }
    return name;
}

std::string named(std::string_view account) { return "account \"" + std::string(account) + "\": "; }

class accounts_reader
{
public:
    explicit accounts_reader(const plugin_block& block) : block_(block) {}

    void read()
    {
        find_duplicates();
        read_mode();
        read_actors();
        for (const auto& [key, value] : block_.merged) {
            if (const auto name = account_of_key(key))
                read_account(*name, key, value);
            else if (!is_other_key(key))
                warn_of_key(key);
        }
        for (const auto& [name, where] : actor_places_)
            warn(
                where, "is an actor without an account; add " + name + "_password_hash or remove it"
            );
        if (out.http_basic_auth && seen_.empty())
            warn(
                block_.where(), "http_basic_auth is on and there is no account: no user can log in"
            );
    }

    accounts_result out;

private:
    /// Different keys can make one account, and both files can hold it: which of the two would
    /// count?
    void find_duplicates()
    {
        std::map<std::string, std::string> first;
        for (const auto& part : block_.parts) {
            if (part.where.starts_with("-s ")) continue;  // meant to replace
            for (const auto& member : part.block) {
                const auto name = account_of_key(member.key());
                if (!name) continue;
                const auto where = join_path(part.where, member.key());
                const auto [there, is_new] = first.emplace(*name, where);
                if (!is_new)
                    problem(where, named(*name) + "is defined twice, first at " + there->second);
            }
        }
    }

    void read_mode()
    {
        const auto* value = block_.merged.if_contains("http_basic_auth");
        if (!value) return;
        const auto where = block_.where_is("http_basic_auth");
        const auto resolved = resolve_references(*value, where, out.problems);
        if (const auto* flag = resolved.if_bool())
            out.http_basic_auth = *flag;
        else if (!value->is_null())
            problem(where, "must be true or false (without quotes)");
    }

    void read_actors()
    {
        const auto* value = block_.merged.if_contains("actors");
        if (!value || value->is_null()) return;
        const auto where = block_.where_is("actors");
        if (!value->is_object() || is_reference(*value)) {
            problem(where, "must be an object that maps account names to actors");
            return;
        }
        for (const auto& [name, actor] : value->get_object()) {
            const auto place = join_path(where, name);
            auto resolved = resolve_named(actor, name, place);
            if (resolved.is_object() && !resolved.get_object().empty())
                actors_[std::string(name)] = std::make_shared<auth::actor>(resolved.get_object());
            else if (!resolved.is_null() && !resolved.is_object())
                problem(
                    place, named(name) + "the actor must be an object such as {\"id\": \"" +
                               std::string(name) + "\"}"
                );
            actor_places_[std::string(name)] = place;
        }
    }

    void read_account(const std::string& name, std::string_view key, const json::value& value)
    {
        actor_places_.erase(name);
        if (!seen_.insert(name).second) return;  // a duplicate, reported already
        const auto where = block_.where_is(key);
        const auto resolved = resolve_named(value, name, where);
        if (name.empty()) warn(where, named(name) + "has an empty name");
        if (name.find(':') != name.npos)
            warn(
                where, named(name) + "a name with ':' cannot be given by HTTP Basic authentication"
            );
        if (resolved.is_null() && is_reference(value)) return;  // reported by resolve_named
        const auto* text = resolved.if_string();
        if (!text) {
            problem(where, named(name) + "the password hash must be a string" + advice());
            return;
        }
        add_account(name, where, strip({text->data(), text->size()}));
    }

    void add_account(const std::string& name, const std::string& where, std::string_view hash)
    {
        const auto description = auth::describe_password_hash(hash);
        if (!description) {
            const bool placeholder = hash.starts_with('<') && hash.ends_with('>');
            problem(
                where, named(name) +
                           (placeholder ? "the password hash is still a placeholder"
                                        : "the password hash cannot be read: " +
                                              description.error().message()) +
                           advice()
            );
            return;
        }
        if (!description->warning.empty()) warn(where, named(name) + description->warning);
        auto& who = actors_[name];
        if (!who) who = std::make_shared<auth::actor>(json::object{{"id", name}});
        out.summaries.push_back({name, description->label, who->id(), where});
        out.accounts.push_back({name, std::string(hash), who});
    }

    void warn_of_key(std::string_view key)
    {
        const auto where = block_.where_is(key);
        const auto meant = key.find("basic") == key.npos ? near_miss(key, other_keys)
                                                         : std::string_view("http_basic_auth");
        if (!meant.empty()) {
            problem(where, "is not a key of this plugin; did you mean " + std::string(meant) + "?");
            return;
        }
        const auto name = name_in_misspelt_key(key);
        if (name || key.find("_pass") != key.npos || key.find("hash") != key.npos) {
            const auto shown = name && !name->empty() ? std::string(*name) : "NAME";
            warn(
                where, "resembles the key of an account but is not one; did you mean \"" + shown +
                           std::string(hash_suffix) + "\"?"
            );
            return;
        }
        warn(
            where,
            "is ignored: datasette-auth-passwords has no such key" + did_you_mean(key, other_keys)
        );
    }

    json::value resolve_named(
        const json::value& value, std::string_view name, const std::string& where
    )
    {
        problem_list found;
        auto resolved = resolve_references(value, where, found);
        for (auto& p : found)
            problem(std::move(p.location), named(name) + describe(p));
        return resolved;
    }

    static std::string advice() { return "; make one with: datasette-gateway hash-password"; }
    void problem(std::string where, std::string what)
    {
        out.problems.push_back({std::move(where), std::move(what)});
    }
    void warn(std::string where, std::string what)
    {
        out.warnings.push_back({std::move(where), std::move(what)});
    }

    const plugin_block& block_;
    std::set<std::string> seen_;
    std::map<std::string, auth::actor_ptr> actors_;
    std::map<std::string, std::string> actor_places_;  ///< those with no account seen so far
};

}  // namespace

accounts_result read_accounts(const plugin_block& block)
{
    accounts_reader work(block);
    work.read();
    return std::move(work.out);
}

std::optional<std::string> account_of_key(std::string_view key)
{
    if (!key.ends_with(hash_suffix)) return {};
    return std::string(key.substr(0, key.find(hash_suffix)));
}

bool looks_like_password_hash(std::string_view text)
{
    text = strip(text);
    // Only what begins like a hash is worth the look: most texts of a configuration do not.
    if (!text.starts_with('$') && !text.starts_with("pbkdf2_sha256$")) return false;
    return auth::describe_password_hash(text).has_value();
}

}  // namespace dsgw
