#pragma once

// The private unix socket where programs of our own user ask for secrets. One I/O thread of its
// own, confined like the others. Messages: api_messages.hpp.

#include "gateway/deadline.hpp"
#include "gateway/http/strict_head.hpp"
#include "gateway/secrets_api/api_messages.hpp"
#include "gateway/secrets_api/secrets_service.hpp"
#include "gateway/wire.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/intrusive/list.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace dsgw::secrets_api {

class api_socket
{
public:
    /// Binds and listens, mode 0600; a file that nobody listens on any more is replaced. Answers
    /// begin with start(). @throws std::runtime_error.
    api_socket(secrets_service& secrets, std::string path);

    /// As stop(), and the file goes.
    ~api_socket();
    api_socket(const api_socket&) = delete;
    api_socket& operator=(const api_socket&) = delete;

    /// @param is_confined  the thread gives up files and programs first.
    void start(bool is_confined);

    /// Accepts no more; what is being answered is answered, within limits::api_stop_time.
    void stop();

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    using hook = boost::intrusive::list_base_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

    struct connection : hook
    {
        connection(deadline_clock& clock, wire_socket connected);

        wire_socket socket;
        deadline limit;
        std::string in;           // read and not yet used
        std::size_t scanned = 0;  // of `in`: there is no end of a head in it
        request_head head;
        bool is_busy = false;  // a request has come and is not answered
    };

    using connections = boost::intrusive::list<
        connection, boost::intrusive::base_hook<hook>, boost::intrusive::constant_time_size<false>>;
    using acceptor = asio::basic_socket_acceptor<stream_protocol, executor>;

    void run(bool is_confined);
    void begin_stop();
    [[nodiscard]] task<> accept_all();
    void begin_connection(wire_socket connected);
    [[nodiscard]] static bool is_ours(wire_socket& connected);
    [[nodiscard]] task<> serve(std::shared_ptr<connection> one);
    [[nodiscard]] task<bool> serve_request(connection& one);
    [[nodiscard]] task<std::size_t> read_head(connection& one);
    [[nodiscard]] task<bool> read_more(connection& one);
    [[nodiscard]] task<auth::secret_bytes> answer(
        connection& one, std::size_t head_bytes, after_answer& then
    );
    [[nodiscard]] task<auth::secret_bytes> answer_secret(
        secret_question asked, const after_answer& then
    );
    [[nodiscard]] task<auth::secret_bytes> answer_registrations(
        connection& one, std::size_t head_bytes, std::size_t body_bytes, after_answer& then
    );
    void warn_unrecorded(const secrets::found_secret& found);

    secrets_service& secrets_;
    std::string path_;
    asio::io_context context_{1};
    deadline_clock clock_{context_};
    acceptor acceptor_{context_};
    steady_timer pause_{context_};
    connections open_;
    std::size_t open_count_ = 0;
    bool stopping_ = false;
    steady_clock::time_point warned_{};
    std::thread thread_;
};

}  // namespace dsgw::secrets_api
