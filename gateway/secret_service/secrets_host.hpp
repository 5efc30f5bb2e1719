#pragma once

// Everything about secrets that a running gateway has beside its pages: the store on its thread and
// the socket for programs.

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
    /// Opens the store; starts the socket, in a private folder of ours. With --upstream it stands
    /// where $DATASETTE_GATEWAY_SOCKET says, as Datasette has been told, or nowhere.
    /// @param counts  what becomes of the questions there; outlives this.
    /// @throws std::runtime_error.
    secrets_host(const serve_options& options, const config& configured, secret_counts& counts);

    [[nodiscard]] secrets_service& service() { return service_; }

    /// "" if there is none.
    [[nodiscard]] std::string socket_path() const { return socket_ ? socket_->path() : ""; }

    /// What is being answered is answered; then both threads end.
    void stop();

private:
    secrets_service service_;
    std::optional<private_folder> folder_;
    std::optional<secrets_api::api_socket> socket_;
};

}  // namespace dsgw
