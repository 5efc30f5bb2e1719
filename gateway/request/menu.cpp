#include "gateway/request/menu.hpp"

#include "gateway/request/challenge.hpp"
#include "gateway/request/display_names.hpp"
#include "gateway/request/form_token.hpp"

namespace dsgw {

bool may_get_menu(const exchange& ex)
{
    if (!ex.identity && !offers_login(*ex.config->snapshot)) return false;
    const auto accept = ex.request.find(boost::beast::http::field::accept).value_or("");
    return accept.find("text/html") != std::string_view::npos;
}

menu_entries entries_for(const exchange& ex)
{
    const auto& base_url = ex.config->snapshot->base_url;
    menu_entries made;
    if (!ex.identity) {
        if (offers_login(*ex.config->snapshot)) {
            made.links.push_back({base_url + "-/login", "Log in"});
        }
        return made;
    }
    // A program with a token can neither open an own page nor log out.
    if (ex.identity->how() == auth::proof::token) return made;
    if (ex.config->manage_secrets.allows(ex.identity->actor()))
        made.links.push_back({base_url + "-/secrets", "Manage secrets"});
    made.logout = logout_entry{
        base_url + "-/logout", make_form_token(ex), display_name_of(ex.identity->actor())};
    return made;
}

}  // namespace dsgw
