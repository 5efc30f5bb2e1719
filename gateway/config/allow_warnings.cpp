#include "gateway/config/allow_warnings.hpp"

#include "auth/allow_block.hpp"

#include <algorithm>

namespace dsgw {

namespace json = boost::json;

namespace {

/// Only these can close a page; other permissions are closed unless a block opens them.
bool closes_pages(const allow_place& place)
{
    return place.key == "allow" || place.key.starts_with("view-");
}

bool is_open_to_everyone(const config& from)
{
    const auto& places = from.allow_places;
    return from.account_summaries.empty() && !from.http_basic_auth &&
           std::none_of(places.begin(), places.end(), closes_pages);
}

bool has_account(const config& from, std::string_view actor_id)
{
    const auto& accounts = from.account_summaries;
    return actor_id == "root" || std::any_of(accounts.begin(), accounts.end(), [&](const auto& a) {
               return a.actor_id == actor_id;
           });
}

void warn_of_unknown_actors(
    const config& from, const allow_place& place, const json::value& ids, config_problems& warnings
)
{
    if (const auto* list = ids.if_array()) {
        for (const auto& one : *list)
            warn_of_unknown_actors(from, place, one, warnings);
        return;
    }
    const auto* id = ids.if_string();
    if (id == nullptr || *id == "*" || has_account(from, std::string_view(*id))) return;
    warnings.push_back(
        {place.where, "names the actor \"" + std::string(*id) +
                          "\", but no account has that id; check the spelling, or add the account"}
    );
}

void warn_of_block(const config& from, const allow_place& place, config_problems& warnings)
{
    const auto* block = place.block.if_object();
    if (block == nullptr || block->empty()) return;  // false and {} are how to say "nobody"
    const auto* anonymous = block->if_contains("unauthenticated");
    const bool admits_anonymous = anonymous != nullptr && *anonymous == json::value(true);
    if (anonymous != nullptr && !admits_anonymous)
        warnings.push_back(
            {place.where, block->size() == 1
                              ? "admits nobody: \"unauthenticated\" means something only with the "
                                "value true; write false in place of the block if that is meant"
                              : "\"unauthenticated\" means something only with the value true"}
        );
    // Without accounts here, actors come from a plugin of Datasette's.
    if (from.account_summaries.empty()) return;
    if (const auto* ids = block->if_contains("id"))
        warn_of_unknown_actors(from, place, *ids, warnings);
}

}  // namespace

void warn_of_access(const config& from, bool denies_by_default, config_problems& warnings)
{
    if (!denies_by_default && is_open_to_everyone(from))
        warnings.push_back(
            {"the configuration",
             "This site is open to everyone: there is no account, http_basic_auth is off, and no "
             "allow block closes anything. Write \"allow\": true at the top level if that is meant"}
        );
    for (const auto& place : from.allow_places)
        warn_of_block(from, place, warnings);
}

}  // namespace dsgw
