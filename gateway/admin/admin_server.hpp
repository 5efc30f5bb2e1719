#pragma once

// The admin listener: what monitoring asks. A unix socket or a port of this machine, on a thread of
// its own.
//
//   GET /metrics   what is counted, in Prometheus' text format
//   GET /health    200: the gateway runs
//   GET /ready     200: Datasette answers; else 503

#include "gateway/config/admin_address.hpp"
#include "gateway/datasette/private_folder.hpp"
#include "gateway/http/replies.hpp"
#include "gateway/net/bound_socket_file.hpp"
#include "gateway/net/local_server.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <memory>
#include <optional>
#include <string>

namespace dsgw {

class admin_server : public local_server
{
public:
    /// Names the address in messages.
    static constexpr const char* listen_setting = "plugins.datasette-gateway.admin.listen";

    /// Binds and listens; answers begin with start().
    /// @param at       anything but admin_place::nowhere.
    /// @param counted  outlives this.
    /// @throws std::runtime_error that names the setting.
    admin_server(const admin_address& at, const metrics& counted);

    /// As stop(), and the file of a unix socket goes.
    ~admin_server() override;

    /// From now on Datasette is asked there; nothing: it cannot be ready. From any thread.
    void set_upstream(std::optional<upstream_endpoint> at);

    /// "unix:/run/…/admin.sock" or "http://127.0.0.1:9100", with the real port.
    [[nodiscard]] const std::string& url() const { return url_; }

private:
    struct bound
    {
        int listening = -1;
        std::unique_ptr<private_folder> folder;  // where the socket has one of its own
        std::string path;                        // of a unix socket, or ""
        std::string url;
    };

    admin_server(bound at, const metrics& counted);
    [[nodiscard]] static bound bind(const admin_address& at);
    [[nodiscard]] task<auth::secret_bytes> answer(
        connection& one, std::size_t head_bytes, after_answer& then
    ) override;
    [[nodiscard]] auth::secret_bytes refuse_head(const std::string& why) override;
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
    std::optional<unsigned> status_;  // that it answered last
    steady_timer answered_{context(), steady_clock::time_point::max()};
};

}  // namespace dsgw
