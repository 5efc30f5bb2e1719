#include "gateway/request/display_names.hpp"

#include <boost/json/serialize.hpp>

#include <array>

namespace dsgw {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 5> naming_keys{"display", "name", "username", "login", "id"};

/// As in Python.
bool says_something(const json::value& value)
{
    switch (value.kind()) {
        case json::kind::null:
            return false;
        case json::kind::bool_:
            return value.get_bool();
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_:
            return value.to_number<double>() != 0;
        case json::kind::string:
            return !value.get_string().empty();
        case json::kind::array:
            return !value.get_array().empty();
        case json::kind::object:
            return !value.get_object().empty();
    }
    return false;
}

/// The text of a member, "" if it is not a string.
std::string text_member(const json::object& from, std::string_view name)
{
    const auto* member = from.if_contains(json::string_view(name.data(), name.size()));
    if (member == nullptr || !member->is_string()) return {};
    return {member->as_string().data(), member->as_string().size()};
}

/// As datasette-secrets shows it.
std::string name_in_secrets(const auth::actor& who)
{
    for (const std::string_view member : {"username", "name"}) {
        auto name = text_member(who.json(), member);
        if (!name.empty()) return name;
    }
    return who.id();
}

}  // namespace

std::string display_name_of(const auth::actor& who)
{
    for (const auto key : naming_keys) {
        const auto* value = who.json().if_contains(key);
        if (value == nullptr || !says_something(*value)) continue;
        if (const auto* text = value->if_string()) return {text->data(), text->size()};
        return json::serialize(*value);
    }
    return who.text();
}

display_names::display_names(const auth::account_book& accounts)
{
    for (const auto& [name, account] : accounts.accounts())
        names_.emplace(account.who->id(), name_in_secrets(*account.who));
}

std::string display_names::name_of(std::string_view id) const
{
    const auto found = names_.find(id);
    return found == names_.end() ? std::string(id) : found->second;
}

}  // namespace dsgw
