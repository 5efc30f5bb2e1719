#pragma once

// The private unix socket where programs of our own user request secrets. Messages:
// api_messages.hpp.

#include "gateway/net/local_server.hpp"
#include "gateway/net/unix_socket.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/secret_service/api_messages.hpp"
#include "gateway/secret_service/secrets_service.hpp"

#include <string>

namespace dsgw::secrets_api {

class api_socket : public local_server
{
public:
    /// Binds and listens, mode 0600; replaces a file without a listener. It responds after start().
    /// @throws std::runtime_error.
    /// @param counts  used by its thread from start() on.
    api_socket(secrets_service& secrets, std::string path, secret_counts& counts);

    /// Like stop(), and removes the file.
    ~api_socket() override;

    [[nodiscard]] const std::string& path() const { return file_.path(); }

private:
    [[nodiscard]] task<secret_bytes> answer(
        connection& one, std::size_t head_bytes, connection_fate& then
    ) override;
    [[nodiscard]] secret_bytes refuse_head(const std::string& why) override;
    [[nodiscard]] task<secret_bytes> answer_secret(
        secret_question asked, const connection_fate& then
    );
    [[nodiscard]] task<secret_bytes> answer_registrations(
        connection& one, std::size_t head_bytes, std::size_t body_bytes, connection_fate& then
    );
    void warn_unrecorded(const secrets::found_secret& found);

    secrets_service& secrets_;
    secret_counts& counts_;
    bound_socket_file file_;
    steady_clock::time_point warned_{};
};

}  // namespace dsgw::secrets_api
