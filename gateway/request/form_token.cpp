#include "gateway/request/form_token.hpp"

namespace dsgw {

std::string form_owner(const exchange& ex)
{
    if (!ex.identity) return {};
    if (ex.identity->how() == auth::proof::session) return "session " + ex.identity->session().id;
    return "actor " + ex.identity->actor().text();
}

std::string make_form_token(const exchange& ex)
{
    const auto owner = form_owner(ex);
    return owner.empty() ? owner : ex.config->forms->make(owner, auth::unix_now());
}

}  // namespace dsgw
