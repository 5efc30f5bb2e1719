#include "gateway/request/menu.hpp"

#include "gateway/request/actor_name.hpp"
#include "gateway/request/challenge.hpp"
#include "gateway/request/form_token.hpp"

namespace dsgw {

bool may_get_menu(const exchange& x)
{
    if (!x.who && !offers_log_in(x.at->configured())) return false;
    const auto accept = x.request.find(boost::beast::http::field::accept).value_or("");
    return accept.find("text/html") != std::string_view::npos;
}

menu_entries entries_for(const exchange& x)
{
    const auto& base_url = x.at->configured().base_url;
    menu_entries made;
    if (!x.who) {
        if (offers_log_in(x.at->configured())) {
            made.links.push_back({base_url + "-/login", "Log in"});
        }
        return made;
    }
    // A program with a token can neither open an own page nor log out.
    if (x.who->how() == auth::proof::token) return made;
    if (x.at->manage_secrets.allows(x.who->who()))
        made.links.push_back({base_url + "-/secrets", "Manage secrets"});
    made.log_out =
        log_out_entry{base_url + "-/logout", make_form_token(x), name_of_actor(x.who->who())};
    return made;
}

}  // namespace dsgw
