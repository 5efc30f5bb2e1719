#pragma once

// A small HTTP server beside the gateway's own, for programs on this machine: one thread, with
// limits on connections, bytes and time. Derived classes produce the replies.

#include "base/secret_bytes.hpp"
#include "gateway/http/errc.hpp"
#include "gateway/http/strict_head.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/net/wire.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/intrusive/list.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace dsgw {

class local_server
{
public:
    local_server(const local_server&) = delete;
    local_server& operator=(const local_server&) = delete;

    /// @param is_confined  whether the thread first gives up access to files and programs.
    void start(bool is_confined);

    /// Stops accepting. Responses in progress are finished within limits::api_stop_time.
    void stop();

protected:
    using hook = boost::intrusive::list_base_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

    struct connection : hook
    {
        connection(deadline_clock& clock, wire_socket connected);

        wire_socket socket;
        deadline limit;
        std::string in;           // read and not yet used
        std::size_t scanned = 0;  // position in `in` before which there is no end of a head
        request_head head;
        bool is_busy = false;  // a request has arrived and has no response yet
    };

    /// @param listening  a bound and listening socket; owned by this object from now on.
    /// @param name       a literal, for the log: "the secrets' socket".
    local_server(int listening, std::string_view name);

    /// A derived class calls stop() in its destructor, since the replies are its own.
    virtual ~local_server() = default;

    /// @param one         its head has been read and parsed.
    /// @param head_bytes  size of the head at the front of `one.in`; remove the head and the body.
    /// @param then        may be changed from keep_open to close.
    /// @return the response as bytes.
    [[nodiscard]] virtual task<secret_bytes> answer(
        connection& one, std::size_t head_bytes, connection_fate& then
    ) = 0;

    /// The response to a head that cannot be read, or that has an Expect header.
    [[nodiscard]] virtual secret_bytes refuse_head(const std::string& why) = 0;

    /// Reads bytes into `one.in`.
    /// @return false at the end of the input.
    [[nodiscard]] task<bool> read_more(connection& one);

    [[nodiscard]] asio::io_context& context() { return context_; }
    [[nodiscard]] deadline_clock& clock() { return clock_; }

private:
    using connections = boost::intrusive::list<
        connection, boost::intrusive::base_hook<hook>, boost::intrusive::constant_time_size<false>>;
    using acceptor = asio::basic_socket_acceptor<stream_protocol, executor>;

    void run(bool is_confined);
    void begin_stop();
    [[nodiscard]] task<> accept_all();
    void begin_connection(wire_socket connected);
    void warn_turned_away(std::string_view why);
    [[nodiscard]] bool is_admitted(wire_socket& connected) const;
    [[nodiscard]] task<> serve(std::shared_ptr<connection> one);
    [[nodiscard]] task<bool> serve_request(connection& one);
    [[nodiscard]] task<std::size_t> read_head(connection& one);
    [[nodiscard]] task<secret_bytes> answer_head(
        connection& one, std::size_t head_bytes, connection_fate& then
    );

    const std::string_view name_;
    int family_;
    asio::io_context context_{1};
    deadline_clock clock_{context_};
    acceptor acceptor_{context_};
    steady_timer pause_{context_};
    connections open_;
    std::size_t open_count_ = 0;
    steady_clock::time_point warned_{};  // of the last warning about a rejected client
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace dsgw
