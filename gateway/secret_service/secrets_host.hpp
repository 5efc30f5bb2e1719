#pragma once

// The secrets of a running gateway, apart from its pages: the store on its thread and the socket
// for programs.

#include "gateway/command/cli.hpp"
#include "gateway/datasette/private_folder.hpp"
#include "gateway/secret_service/api_socket.hpp"
#include "gateway/secret_service/secrets_service.hpp"

#include <optional>
#include <string>

namespace dsgw {

class secrets_host
{
public:
    /// Opens the store, and starts the socket in a new private folder. With --upstream, its
    /// path is $DATASETTE_GATEWAY_SOCKET, which Datasette must have too; without that there is no
    /// socket.
    /// @param counts  counts the requests there; must outlive this.
    /// @throws std::runtime_error.
    secrets_host(const serve_options& options, const config& configured, secret_counts& counts);

    [[nodiscard]] secrets_service& service() { return service_; }

    /// "" if there is none.
    [[nodiscard]] std::string socket_path() const { return socket_ ? socket_->path() : ""; }

    /// Finishes the requests in progress; then both threads end.
    void stop();

private:
    secrets_service service_;
    std::optional<private_folder> folder_;
    std::optional<secrets_api::api_socket> socket_;
};

}  // namespace dsgw
