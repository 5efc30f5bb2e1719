#include "gateway/config/allow_warnings.hpp"

#include "auth/allow_block.hpp"

#include <algorithm>
#include <string>

namespace dsgw {

namespace json = boost::json;

namespace {

/// Only these can close a page; other permissions are closed unless a block opens them.
bool decides_on_pages(const allow_place& place)
{
    return place.key == "allow" || place.key.starts_with("view-");
}

bool admits_everyone(const json::value& block)
{
    if (block.is_null() || block == true) return true;
    const auto* object = block.if_object();
    const auto* anonymous = object == nullptr ? nullptr : object->if_contains("unauthenticated");
    return anonymous != nullptr && *anonymous == true;
}

bool closes_pages(const allow_place& place)
{
    return decides_on_pages(place) && !admits_everyone(place.block);
}

/// At the top level, a rule that admits everyone is a decision.
bool is_meant_open(const allow_place& place)
{
    const bool decides_on_all = place.key == "allow" || place.key == "view-instance";
    return place.database.empty() && decides_on_all && !place.block.is_null() &&
           admits_everyone(place.block);
}

bool is_open_to_everyone(const config& from)
{
    return !from.http_basic_auth &&
           std::none_of(from.allow_places.begin(), from.allow_places.end(), [](const auto& place) {
               return closes_pages(place) || is_meant_open(place);
           });
}

std::string text_of_open_site(const config& from)
{
    const std::string remedy = "write \"allow\": true at the top level if that is meant";
    const std::string why =
        "This site is open to everyone: http_basic_auth is off, and no allow block closes a page";
    if (from.account_summaries.empty())
        return why + ". There are no accounts either. Add an allow block, or " + remedy;
    return why +
           ". Every client can read everything without a password; the accounts serve only "
           "to log in. Set http_basic_auth to true or add an allow block, or " +
           remedy;
}

bool has_account(const config& from, std::string_view actor_id)
{
    const auto& accounts = from.account_summaries;
    return actor_id == "root" || std::any_of(accounts.begin(), accounts.end(), [&](const auto& a) {
               return a.actor_id == actor_id;
           });
}

void warn_of_unknown_actors(
    const config& from, const allow_place& place, const json::value& ids, problem_list& warnings
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

void warn_of_block(const config& from, const allow_place& place, problem_list& warnings)
{
    const auto* block = place.block.if_object();
    if (block == nullptr || block->empty()) return;  // these admit no actor on purpose
    const auto* anonymous = block->if_contains("unauthenticated");
    const bool admits_anonymous = anonymous != nullptr && *anonymous == json::value(true);
    if (anonymous != nullptr && !admits_anonymous)
        warnings.push_back(
            {place.where, block->size() == 1
                              ? "admits no actor: \"unauthenticated\" has an effect only with the "
                                "value true; replace the block by false if that is meant"
                              : "\"unauthenticated\" has an effect only with the value true"}
        );
    // Without accounts, actors come from a plugin of Datasette's.
    if (from.account_summaries.empty()) return;
    if (const auto* ids = block->if_contains("id"))
        warn_of_unknown_actors(from, place, *ids, warnings);
}

}  // namespace

void warn_of_access(const config& from, bool denies_by_default, problem_list& warnings)
{
    if (!denies_by_default && is_open_to_everyone(from))
        warnings.push_back({"the configuration", text_of_open_site(from)});
    for (const auto& place : from.allow_places)
        warn_of_block(from, place, warnings);
}

}  // namespace dsgw
