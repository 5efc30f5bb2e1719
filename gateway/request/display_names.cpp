#include "gateway/request/display_names.hpp"

namespace dsgw {

namespace {

/// The text of a member, "" if it is not a string.
std::string text_member(const boost::json::object& from, std::string_view name)
{
    const auto* member = from.if_contains(boost::json::string_view(name.data(), name.size()));
    if (member == nullptr || !member->is_string()) return {};
    return {member->as_string().data(), member->as_string().size()};
}

std::string shown_name(const auth::actor& who)
{
    for (const std::string_view member : {"username", "name"}) {
        auto name = text_member(who.json(), member);
        if (!name.empty()) return name;
    }
    return who.id();
}

}  // namespace

display_names::display_names(const auth::account_book& accounts)
{
    for (const auto& [name, account] : accounts.accounts())
        names_.emplace(account.who->id(), shown_name(*account.who));
}

std::string display_names::name_of(std::string_view id) const
{
    const auto found = names_.find(id);
    return found == names_.end() ? std::string(id) : found->second;
}

}  // namespace dsgw
