#pragma once

// A scripted Datasette, on a unix socket and in the test's own thread. It answers the n-th request
// with the n-th of `answers`, and closes the connection for later ones.

#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/http/head_fields.hpp"
#include "gateway/net/wire.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>

#include <deque>
#include <string>
#include <vector>

namespace dsgw::test {

class fake_upstream
{
public:
    /// The reaction to one request.
    struct answer
    {
        std::string bytes;
        bool then_close = false;
        /// Answers without having read anything.
        bool unasked = false;
    };

    explicit fake_upstream(asio::io_context& context);
    fake_upstream(const fake_upstream&) = delete;
    fake_upstream& operator=(const fake_upstream&) = delete;

    upstream_endpoint endpoint() const
    {
        upstream_endpoint made;
        made.unix_path = folder_.path("upstream.sock");
        return made;
    }

    std::deque<answer> answers;
    std::vector<std::string> requests;  ///< their heads, and bodies with a Content-Length
    unsigned connections = 0;

private:
    task<> accept_all();
    task<> serve(wire_socket socket);

    /// @return the size of one whole request at the front of `bytes`, or 0 at the end.
    task<std::size_t> read_request(wire_socket& socket, std::string& bytes);

    temp_folder folder_;
    asio::io_context& context_;
    asio::basic_socket_acceptor<stream_protocol, executor> acceptor_;
};

inline std::string sized_answer(std::string_view body)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

}  // namespace dsgw::test
