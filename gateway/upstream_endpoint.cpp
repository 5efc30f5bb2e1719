#include "gateway/upstream_endpoint.hpp"

#include <boost/url/parse.hpp>

#include <stdexcept>

namespace dsgw {

upstream_endpoint parse_upstream_endpoint(std::string_view url)
{
    upstream_endpoint made;
    constexpr std::string_view unix_prefix = "unix:";
    if (url.substr(0, unix_prefix.size()) == unix_prefix) {
        made.unix_path = url.substr(unix_prefix.size());
        if (made.unix_path.empty()) throw std::invalid_argument("unix: needs a path");
        return made;
    }
    const auto parsed = boost::urls::parse_uri(boost::urls::string_view(url.data(), url.size()));
    const bool plain = parsed && parsed->scheme() == "http" && !parsed->host().empty() &&
                       (parsed->path().empty() || parsed->path() == "/") && !parsed->has_query() &&
                       !parsed->has_fragment() && !parsed->has_userinfo();
    if (!plain) {
        throw std::invalid_argument(
            "\"" + std::string(url) + "\" is neither http://HOST:PORT nor unix:PATH"
        );
    }
    made.host = std::string(parsed->host_address());
    made.port = parsed->port_number() != 0 ? parsed->port_number() : 80;
    return made;
}

}  // namespace dsgw
