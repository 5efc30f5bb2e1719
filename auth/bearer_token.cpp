#include "auth/bearer_token.hpp"

#include "auth/limits.hpp"
#include "base/ascii.hpp"

#include <algorithm>

namespace dsgw::auth {
namespace {

constexpr std::string_view scheme = "Bearer";
constexpr std::string_view own_prefix = "dsgw_";

bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

}  // namespace

std::optional<std::string_view> parse_bearer_token(std::string_view authorization)
{
    if (!authorization.starts_with(scheme)) return std::nullopt;
    authorization.remove_prefix(scheme.size());
    if (!authorization.starts_with(' ')) return std::nullopt;
    const auto token = authorization.substr(1);
    if (token.empty() || token.size() > limits::bearer_token_bytes_max) return std::nullopt;
    if (!std::all_of(token.begin(), token.end(), is_visible)) return std::nullopt;
    return token;
}

bool is_gateway_token(std::string_view authorization)
{
    if (!equals_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return false;
    const auto token = trim_blanks(authorization.substr(scheme.size()));
    return token.starts_with(own_prefix);
}

}  // namespace dsgw::auth
