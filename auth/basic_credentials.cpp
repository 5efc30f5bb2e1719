#include "auth/basic_credentials.hpp"

#include "auth/errc.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace dsgw::auth {
namespace {

constexpr std::string_view scheme_name = "basic";

}  // namespace

bool is_basic(std::string_view authorization)
{
    const std::string_view scheme = authorization.substr(0, scheme_name.size());
    return equals_ignoring_case(scheme, scheme_name) &&
           (authorization.size() == scheme_name.size() || authorization[scheme_name.size()] == ' ');
}

boost::system::result<basic_credentials> parse_basic_credentials(std::string_view authorization)
{
    if (!is_basic(authorization)) return errc::malformed_credentials;
    const std::size_t start = authorization.find_first_not_of(' ', scheme_name.size());
    if (start == std::string_view::npos) return errc::malformed_credentials;

    const std::optional<secret_bytes> decoded = base64_decode(
        authorization.substr(start), base64_alphabet::standard, base64_padding::lenient
    );
    if (!decoded) return errc::malformed_credentials;
    const std::string_view pair = decoded->view();
    const std::size_t colon = pair.find(':');
    if (colon == std::string_view::npos) return errc::malformed_credentials;
    return basic_credentials{
        std::string(pair.substr(0, colon)), secret_bytes(pair.substr(colon + 1))};
}

}  // namespace dsgw::auth
