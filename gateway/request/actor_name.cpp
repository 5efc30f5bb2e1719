#include "gateway/request/actor_name.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <string_view>

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

}  // namespace

std::string name_of_actor(const auth::actor& who)
{
    for (const auto key : naming_keys) {
        const auto* value = who.json().if_contains(key);
        if (value == nullptr || !says_something(*value)) continue;
        if (const auto* text = value->if_string()) return {text->data(), text->size()};
        return json::serialize(*value);
    }
    return who.text();
}

}  // namespace dsgw
