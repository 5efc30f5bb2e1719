#pragma once

// Requests that go through forward(): a client on a socket pair, a real pool and a fake upstream.

#include "gateway/request/rewrite.hpp"
#include "gateway/upstream/forward.hpp"
#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/event_loop.hpp"
#include "tests/unit/support/fake_upstream.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace dsgw::test {

/// Grants everything, unless a test says otherwise.
struct open_guard final : request_guard
{
    result<> check_grant(exchange&) override { return lost; }
    result<> check_grant(const request_grant&) const override { return lost; }
    task<> end_session(exchange&) override
    {
        ++ended;
        co_return;
    }

    result<> lost;
    unsigned ended = 0;
};

class forward_fixture
{
public:
    explicit forward_fixture(const std::string& settings = "{}")
        : at_(make_thread_config("{\"plugins\": {\"datasette-gateway\": " + settings + "}}"))
    {
        pool.set_endpoint(upstream.endpoint());
    }

    struct with_account
    {};

    /// An account and http_basic_auth, with /x public: anonymous clients are offered to log in.
    explicit forward_fixture(with_account)
        : at_(make_thread_config(
              "{\"plugins\": {\"datasette-auth-passwords\": {\"http_basic_auth\": true, "
              "\"amy_password_hash\": \"pbkdf2_sha256$1000$salt$"
              "MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=\"}, "
              "\"datasette-gateway\": {\"public\": [\"/x\"]}}}"
          ))
    {
        pool.set_endpoint(upstream.endpoint());
    }

    struct outcome
    {
        std::string refused;  ///< the errc's name, or ""
        bool keep_alive = false;
        bool cut_short = false;
        std::string received;  ///< by the client
        std::string unread;    ///< what the client sent and the request did not take
        std::string error;     ///< of the access log
        std::uint64_t bytes = 0;
    };

    /// @param head  of the request.   @param body  what has come of its body, or behind it.
    outcome pass(const std::string& head, const std::string& body = {})
    {
        std::array<int, 2> ends{};
        BOOST_TEST_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        wire_socket socket(context, stream_protocol(AF_UNIX, 0), ends[0]);
        const auto client = std::make_shared<client_connection>(
            std::move(socket), nullptr, "192.0.2.1", buffers, clock
        );
        fill(client->in, body);
        ::shutdown(ends[1], SHUT_WR);
        test_exchange one(at_, head);
        result<connection_fate> fate = errc::internal;
        run_to_end(context, run(*this, client, one, fate));
        outcome made;
        if (!fate) made.refused = name_of(fate.error());
        made.keep_alive = fate == connection_fate::keep;
        made.cut_short = fate == connection_fate::cut;
        made.unread = client->in.view();
        if (one.ex.error) made.error = name_of(*one.ex.error);
        made.bytes = one.ex.bytes;
        client->stream.close();
        made.received = read_all(ends[1]);
        return made;
    }

    outcome get(const std::string& target = "/x")
    {
        return pass("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    outcome post(const std::string& body)
    {
        const auto length = std::to_string(body.size());
        return pass("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n", body);
    }

    buffer_pool buffers;  // what goes with the context still gives its buffers back
    asio::io_context context{1};
    deadline_clock clock{context};
    upstream_pool pool{context, buffers, clock, nullptr};
    fake_upstream upstream{context};
    bool draining = false;
    open_guard guard;

private:
    static task<> run(
        forward_fixture& self, std::shared_ptr<client_connection> client, test_exchange& one,
        result<connection_fate>& fate
    )
    {
        const auto permit = one.clear();
        rewrite_request(permit, one.ex);
        auto passing =
            forward(permit, self.pool, *client, one.ex, client, self.draining, self.guard);
        fate = co_await std::move(passing);
    }

    static void fill(byte_buffer& buffer, std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto room = buffer.prepare();
            const auto size = std::min(room.size(), bytes.size());
            std::copy_n(bytes.data(), size, room.data());
            buffer.commit(size);
            bytes.remove_prefix(size);
        }
    }

    static std::string read_all(int file)
    {
        std::string text;
        std::array<char, 4096> piece{};
        for (ssize_t n; (n = ::read(file, piece.data(), piece.size())) > 0;)
            text.append(piece.data(), static_cast<std::size_t>(n));
        ::close(file);
        return text;
    }

    std::shared_ptr<thread_config> at_;
};

}  // namespace dsgw::test
