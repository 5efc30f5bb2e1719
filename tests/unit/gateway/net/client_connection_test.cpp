#include "gateway/net/client_connection.hpp"

#include "gateway/net/log_failure.hpp"
#include "tests/unit/support/event_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

using namespace dsgw;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(client_connection_test)

namespace {

/// A client that takes a piece now and then, for as long as it likes.
class slow_reader
{
public:
    slow_reader()
    {
        std::array<int, 2> ends{};
        BOOST_TEST_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        const int small = 4096;
        setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
        file_ = ends[1];
        client.emplace(
            wire_socket(context, stream_protocol(AF_UNIX, 0), ends[0]), nullptr, "192.0.2.1",
            buffers, clock
        );
    }
    ~slow_reader() { ::close(file_); }
    slow_reader(slow_reader&&) = delete;
    slow_reader(const slow_reader&) = delete;

    /// One read of at most 8 KiB every 100 ms.
    task<> read(int times)
    {
        steady_timer pause(context.get_executor());
        while (times-- > 0) {
            pause.expires_after(100ms);
            co_await pause.async_wait(as_result);
            std::array<char, 8192> piece{};
            const auto n = ::recv(file_, piece.data(), piece.size(), MSG_DONTWAIT);
            if (n > 0) taken += static_cast<std::size_t>(n);
        }
    }

    buffer_pool buffers;
    asio::io_context context{1};
    deadline_clock clock{context};
    std::optional<client_connection> client;
    std::size_t taken = 0;

private:
    int file_ = -1;
};

/// @return the result of write() while the client read `times` pieces.
io_outcome write_to(slow_reader& reader, const std::string& bytes, int times, rate_floor& floor)
{
    io_outcome outcome;
    asio::co_spawn(reader.context.get_executor(), reader.read(times), log_failure("reader"));
    const auto write = [&]() -> task<> {
        write_pieces pieces;
        pieces[2] = asio::buffer(bytes);
        outcome = co_await reader.client->write(pieces, floor);
    };
    test::run_to_end(reader.context, write());
    return outcome;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_slow_client_that_keeps_reading_gets_everything)
{
    slow_reader reader;
    rate_floor floor(256, 300ms);  // no single wait longer than that: the whole takes longer
    const std::string bytes(160'000, 'x');
    const auto began = steady_clock::now();
    const auto sent = write_to(reader, bytes, 1000, floor);
    BOOST_TEST(sent.ec.message() == "Success");
    BOOST_TEST(sent.bytes == bytes.size());
    BOOST_TEST(!reader.client->write_limit.has_passed());
    BOOST_TEST((steady_clock::now() - began > 1s));
}

BOOST_AUTO_TEST_CASE(cuts_off_a_client_that_stops_reading)
{
    slow_reader reader;
    rate_floor floor(256, 300ms);
    const std::string bytes(160'000, 'x');
    const auto sent = write_to(reader, bytes, 3, floor);
    BOOST_TEST(sent.ec == asio::error::operation_aborted);
    BOOST_TEST(sent.bytes < bytes.size());
    BOOST_TEST(reader.client->write_limit.has_passed());
}

BOOST_AUTO_TEST_CASE(does_not_count_immediate_writes_as_waiting)
{
    slow_reader reader;
    rate_floor floor(256, 1ms);
    const auto sent = write_to(reader, "short", 0, floor);
    BOOST_TEST(!sent.ec);
    BOOST_TEST(sent.bytes == 5u);
    BOOST_TEST(!floor.is_spent());
}

BOOST_AUTO_TEST_SUITE_END()
