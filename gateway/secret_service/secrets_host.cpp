#include "gateway/secret_service/secrets_host.hpp"

#include <spdlog/spdlog.h>

#include <cstdlib>
#include <utility>

namespace dsgw {

namespace {

database_options databases_of(const serve_options& options)
{
    return {options.immutable_files, options.internal, options.create};
}

}  // namespace

secrets_host::secrets_host(
    const serve_options& options, const config& configured, secret_counts& counts
)
    : service_(
          configured, databases_of(options),
          options.sandbox ? secrets_service::confinement::to_folder
                          : secrets_service::confinement::none
      )
{
    const char* agreed = std::getenv("DATASETTE_GATEWAY_SOCKET");
    if (!options.upstream) {
        folder_.emplace();
        socket_.emplace(service_, folder_->path() + "/secrets.sock", counts);
    } else if (agreed != nullptr && *agreed != '\0') {
        socket_.emplace(service_, agreed, counts);
    }
    if (socket_) socket_->start(options.sandbox);
    const auto unreachable = find_unreachable_secrets(configured, socket_.has_value());
    if (unreachable) spdlog::warn("{}: {}", unreachable->location, describe(*unreachable));
    service_.set_unreachable(unreachable ? describe(*unreachable) : std::string());
}

void secrets_host::stop()
{
    if (socket_) socket_->stop();
    service_.stop();
}

}  // namespace dsgw
