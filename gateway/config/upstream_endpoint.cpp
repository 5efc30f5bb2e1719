#include "gateway/config/upstream_endpoint.hpp"

#include "base/parse_number.hpp"

#include <boost/url/parse.hpp>

#include <stdexcept>

namespace dsgw {

namespace {

/// Not Boost.URL's number, which is 0 or wrapped round for a port beyond 65535.
bool read_port(std::string_view text, std::uint16_t& port)
{
    port = 80;
    if (text.empty()) return true;
    port = parse_number<std::uint16_t>(text).value_or(0);
    return port != 0;
}

}  // namespace

upstream_endpoint parse_upstream_endpoint(std::string_view url)
{
    upstream_endpoint made;
    constexpr std::string_view unix_prefix = "unix:";
    if (url.substr(0, unix_prefix.size()) == unix_prefix) {
        made.unix_path = url.substr(unix_prefix.size());
        if (made.unix_path.empty()) throw std::invalid_argument("needs a path: unix:PATH");
        return made;
    }
    const auto parsed = boost::urls::parse_uri(boost::urls::string_view(url.data(), url.size()));
    const bool plain = parsed && parsed->scheme() == "http" && !parsed->host().empty() &&
                       (parsed->path().empty() || parsed->path() == "/") && !parsed->has_query() &&
                       !parsed->has_fragment() && !parsed->has_userinfo() &&
                       read_port(parsed->port(), made.port);
    if (!plain) {
        throw std::invalid_argument(
            "needs http://HOST:PORT (a port from 1 to 65535, nothing after it) or unix:PATH"
        );
    }
    made.host = std::string(parsed->host_address());
    return made;
}

}  // namespace dsgw
