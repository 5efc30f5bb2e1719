#include "gateway/request/own_permission.hpp"

#include "auth/allow_block.hpp"

namespace dsgw {

namespace json = boost::json;

namespace {

const json::value* find_block(const json::object& from, std::string_view name)
{
    const auto* permissions = from.if_contains("permissions");
    if (permissions == nullptr || !permissions->is_object()) return nullptr;
    return permissions->get_object().if_contains({name.data(), name.size()});
}

}  // namespace

// The configuration, overridden by -s, takes precedence over the metadata.
own_permission::own_permission(const config& from, std::string_view name, bool root_enabled)
    : root_enabled_(root_enabled)
{
    const auto* block = find_block(from.datasette_config, name);
    if (block == nullptr) block = find_block(from.metadata, name);
    if (block != nullptr) block_ = *block;
}

bool own_permission::allows(const auth::actor& who) const
{
    if (root_enabled_ && who.id() == "root") return true;
    return !block_.is_null() && auth::actor_matches_allow(who.json(), block_);
}

}  // namespace dsgw
