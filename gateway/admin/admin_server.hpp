#pragma once

// The admin listener for monitoring: a unix socket or a local port, on a separate thread.
//
//   GET /metrics   the metrics, in Prometheus' text format
//   GET /health    200: the gateway runs
//   GET /ready     200: Datasette responds; else 503

#include "gateway/config/admin_address.hpp"
#include "gateway/datasette/private_folder.hpp"
#include "gateway/http/replies.hpp"
#include "gateway/net/local_server.hpp"
#include "gateway/net/unix_socket.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <memory>
#include <optional>
#include <string>

namespace dsgw {

class admin_server : public local_server
{
public:
    /// The setting of the address, for messages.
    static constexpr const char* listen_setting = "plugins.datasette-gateway.admin.listen";

    /// Binds and listens; it responds after start().
    /// @param at       anything but admin_place::nowhere.
    /// @param counted  must outlive this.
    /// @throws std::runtime_error that names the setting.
    admin_server(const admin_address& at, const metrics& counted);

    /// Like stop(), and removes the file of a unix socket.
    ~admin_server() override;

    /// Sets the address of Datasette; without one the gateway is not ready. From any thread.
    void set_upstream(std::optional<upstream_endpoint> at);

    /// "unix:/run/…/admin.sock" or "http://127.0.0.1:9100", with the real port.
    [[nodiscard]] const std::string& url() const { return url_; }

private:
    struct bound
    {
        int listening = -1;
        std::unique_ptr<private_folder> folder;  // holds the socket, if it is in a private folder
        std::string path;                        // of a unix socket, or ""
        std::string url;
    };

    admin_server(bound at, const metrics& counted);
    [[nodiscard]] static bound bind(const admin_address& at);
    [[nodiscard]] task<secret_bytes> answer(
        connection& one, std::size_t head_bytes, connection_fate& then
    ) override;
    [[nodiscard]] secret_bytes refuse_head(const std::string& why) override;
    [[nodiscard]] task<reply> answer_path(std::string path);
    [[nodiscard]] task<reply> answer_ready();

    const metrics& counted_;
    std::unique_ptr<private_folder> folder_;
    std::optional<bound_socket_file> file_;
    std::string url_;
    buffer_pool buffers_;
    upstream_pool datasette_;
    bool has_upstream_ = false;
    bool is_asking_ = false;          // Datasette
    std::optional<unsigned> status_;  // of the last response
    steady_timer answered_{context(), steady_clock::time_point::max()};
};

}  // namespace dsgw
