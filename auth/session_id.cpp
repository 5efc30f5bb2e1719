#include "auth/session_id.hpp"

#include "auth/random_id.hpp"

namespace dsgw::auth {
namespace {

/// No character of base64url.
constexpr char before_account = '.';

}  // namespace

std::string make_session_id() { return make_random_id(); }

std::string make_session_id(std::string_view account)
{
    auto made = make_random_id();
    made += before_account;
    made += account;
    return made;
}

std::optional<std::string_view> account_of_session(std::string_view session_id)
{
    const auto dot = session_id.find(before_account);
    if (dot == session_id.npos) return std::nullopt;
    return session_id.substr(dot + 1);
}

}  // namespace dsgw::auth
