#include "auth/signed_token.hpp"

#include "base/ascii.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstddef>

namespace dsgw::auth {
namespace {

constexpr std::string_view bearer_scheme = "Bearer";
constexpr std::string_view signed_prefix = "dstok_";
constexpr std::string_view token_salt = "token";

/// Characters of base64 that the 20 bytes of a signature take.
constexpr std::ptrdiff_t signature_length = 27;

/// Python's base64 skips all other characters, so only those of an alphabet count.
bool can_hold_signature(std::string_view token)
{
    const auto dot = token.rfind('.');
    if (dot == std::string_view::npos) return false;
    const auto signature = token.substr(dot + 1);
    const auto of_base64 = std::count_if(signature.begin(), signature.end(), [](char one) {
        return is_alphanumeric(one) || one == '-' || one == '_' || one == '+' || one == '/';
    });
    return of_base64 >= signature_length;
}

}  // namespace

std::optional<std::string_view> find_signed_token(std::string_view authorization)
{
    const auto scheme = authorization.substr(0, bearer_scheme.size());
    if (!equals_ignoring_case(scheme, bearer_scheme)) return std::nullopt;
    const auto token = trim_blanks(authorization.substr(scheme.size()));
    if (!token.starts_with(signed_prefix) || !can_hold_signature(token)) return std::nullopt;
    return token;
}

std::optional<signed_token> read_signed_token(const cookie_signer& signer, std::string_view token)
{
    if (!token.starts_with(signed_prefix)) return std::nullopt;
    token.remove_prefix(signed_prefix.size());
    const auto text = signer.unsign(token, token_salt);
    if (!text) return std::nullopt;
    boost::system::error_code malformed;
    const auto claims = boost::json::parse(*text, malformed);
    if (malformed || !claims.is_object()) return std::nullopt;
    const auto& object = claims.get_object();
    signed_token read;
    read.actor_id = actor_id_text(object.if_contains("a"));
    const auto* created = object.if_contains("t");
    if (read.actor_id.empty() || created == nullptr || !created->is_int64()) return std::nullopt;
    read.created = unix_time(std::chrono::seconds(created->get_int64()));
    return read;
}

std::string actor_id_text(const boost::json::value* id)
{
    if (id == nullptr) return {};
    const bool is_text = id->is_string() && !id->get_string().empty();
    if (!is_text && !id->is_int64() && !id->is_uint64()) return {};
    return boost::json::serialize(*id);
}

}  // namespace dsgw::auth
