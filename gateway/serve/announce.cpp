#include "gateway/serve/announce.hpp"

#include <spdlog/spdlog.h>

#include <cstdio>

namespace dsgw {

void announce(
    const listen_sockets& sockets, const config& serving, const root_link* root, bool over_tls
)
{
    const auto url = sockets.url(over_tls);
    if (root != nullptr) {
        std::fprintf(
            stderr, "one-use link to log in as root: %s%s-/auth-token?token=%s\n", url.c_str(),
            serving.base_url.c_str(), root->token().c_str()
        );
    }
    std::fprintf(stderr, "datasette-gateway %s listening on %s\n", DSGW_VERSION, url.c_str());
    if (!over_tls && !sockets.is_local() && serving.settings.trusted_proxies.empty()) {
        spdlog::warn(
            "plain HTTP on an address that other machines can reach: passwords cross the network "
            "unencrypted. Use --ssl-keyfile and --ssl-certfile, or add the proxy that terminates "
            "TLS to plugins.datasette-gateway.trusted_proxies"
        );
    }
}

}  // namespace dsgw
