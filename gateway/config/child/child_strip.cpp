#include "gateway/config/child/child_strip.hpp"

#include "gateway/config/config_accounts.hpp"
#include "gateway/config/config_env.hpp"

#include <algorithm>
#include <iterator>

namespace dsgw {

namespace json = boost::json;

namespace {

bool is_hash(const json::value& value)
{
    const auto* text = value.if_string();
    return text && looks_like_password_hash({text->data(), text->size()});
}

void strip_hashes(json::value& value)
{
    if (auto* object = value.if_object()) {
        for (auto it = object->begin(); it != object->end();) {
            if (is_hash(it->value())) {
                it = object->stable_erase(it);
            } else {
                strip_hashes(it->value());
                ++it;
            }
        }
    } else if (auto* list = value.if_array()) {
        for (auto& element : *list) {
            if (is_hash(element))
                element = nullptr;  // the other elements keep their places
            else
                strip_hashes(element);
        }
    }
}

void take_out(json::object& plugins, std::string_view name, std::set<std::string>& variables)
{
    const auto it = plugins.find({name.data(), name.size()});
    if (it == plugins.end()) return;
    collect_variables(it->value(), variables);
    plugins.stable_erase(it);
}

void strip_blocks(
    json::object& object, strip_options options, bool is_top, std::set<std::string>& variables
)
{
    for (auto it = object.begin(); it != object.end();) {
        auto* inner = it->value().if_object();
        if (!inner) {
            ++it;
            continue;
        }
        if (it->key() == "plugins" && !inner->empty()) {
            take_out(*inner, "datasette-auth-passwords", variables);
            take_out(*inner, "datasette-gateway", variables);
            if (!(is_top && options.keep_datasette_secrets))
                take_out(*inner, "datasette-secrets", variables);
            if (inner->empty()) {
                it = object.stable_erase(it);
                continue;
            }
        }
        strip_blocks(*inner, options, false, variables);
        ++it;
    }
}

}  // namespace

void strip_private_parts(
    json::object& tree, strip_options options, std::set<std::string>& variables
)
{
    strip_blocks(tree, options, true, variables);
    json::value whole(std::move(tree));
    strip_hashes(whole);
    tree = std::move(whole.get_object());
}

}  // namespace dsgw
