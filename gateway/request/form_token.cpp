#include "gateway/request/form_token.hpp"

namespace dsgw {

std::string form_owner(const exchange& x)
{
    if (!x.who) return {};
    if (x.who->how() == auth::proof::session) return "session " + x.who->session().id;
    return "actor " + x.who->who().text();
}

std::string make_form_token(const exchange& x)
{
    const auto owner = form_owner(x);
    return owner.empty() ? owner : x.at->forms->make(owner, auth::unix_now());
}

}  // namespace dsgw
