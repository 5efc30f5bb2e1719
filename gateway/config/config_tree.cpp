#include "gateway/config/config_tree.hpp"

#include "base/ascii.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace dsgw {

namespace json = boost::json;

namespace {

bool is_plain_key(std::string_view key)
{
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return is_alphanumeric(c) || c == '_' || c == '-' || c == '$' ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

}  // namespace

std::string join_path(std::string_view path, std::string_view key)
{
    std::string out(path);
    if (!out.empty() && out.back() != ' ') out += '.';
    if (is_plain_key(key))
        out += key;
    else
        out += json::serialize(json::value(json::string_view(key.data(), key.size())));
    return out;
}

std::string join_path(std::string_view path, std::size_t index)
{
    return std::string(path) + '[' + std::to_string(index) + ']';
}

const json::value* find_value(
    const json::object& tree, std::initializer_list<std::string_view> path
)
{
    const json::object* at = &tree;
    const json::value* found = nullptr;
    for (const auto step : path) {
        if (!at) return nullptr;
        found = at->if_contains({step.data(), step.size()});
        if (!found) return nullptr;
        at = found->if_object();
    }
    return found;
}

const json::object* find_object(
    const json::object& tree, std::initializer_list<std::string_view> path
)
{
    const auto* found = find_value(tree, path);
    return found ? found->if_object() : nullptr;
}

bool is_reference(const json::value& value)
{
    const auto* object = value.if_object();
    if (!object || object->size() != 1) return false;
    const auto key = object->begin()->key();
    return key == "$env" || key == "$file";
}

void combine(json::object& into, const json::object& update)
{
    for (const auto& [key, value] : update) {
        auto* there = into.if_contains(key);
        if (!there) {
            into.emplace(key, value);
            continue;
        }
        const bool both_objects = there->is_object() && value.is_object() &&
                                  !is_reference(*there) && !is_reference(value);
        if (both_objects)
            combine(there->get_object(), value.get_object());
        else
            *there = value;
    }
}

}  // namespace dsgw
