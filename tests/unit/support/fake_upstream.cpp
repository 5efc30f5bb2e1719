#include "tests/unit/support/fake_upstream.hpp"

#include "gateway/http/head_fields.hpp"

#include <boost/asio/write.hpp>

#include <exception>

namespace dsgw::test {

namespace {

constexpr std::size_t piece_bytes = 4096;

void rethrow(std::exception_ptr thrown)
{
    if (thrown) std::rethrow_exception(thrown);
}

std::size_t length_in(const std::string& head)
{
    const std::string name = "Content-Length: ";
    const auto found = head.find(name);
    return found == std::string::npos ? 0 : std::stoul(head.substr(found + name.size()));
}

}  // namespace

fake_upstream::fake_upstream(asio::io_context& context)
    : context_(context), acceptor_(context.get_executor())
{
    const asio::local::stream_protocol::endpoint at(endpoint().unix_path);
    acceptor_.open(stream_protocol(AF_UNIX, 0));
    acceptor_.bind(stream_protocol::endpoint(at));
    acceptor_.listen();
    asio::co_spawn(context_.get_executor(), accept_all(), rethrow);
}

task<> fake_upstream::accept_all()
{
    for (;;) {
        auto [ec, socket] = co_await acceptor_.async_accept(as_result);
        if (ec) co_return;
        ++connections;
        asio::co_spawn(context_.get_executor(), serve(std::move(socket)), rethrow);
    }
}

task<> fake_upstream::serve(wire_socket socket)
{
    std::string bytes;
    for (;;) {
        const bool unasked = !answers.empty() && answers.front().unasked;
        if (!unasked) {
            const auto size = co_await read_request(socket, bytes);
            if (size == 0) co_return;
            requests.push_back(bytes.substr(0, size));
            bytes.erase(0, size);
        }
        if (answers.empty()) co_return;
        const auto next = std::move(answers.front());
        answers.pop_front();
        const auto buffer = asio::buffer(next.bytes);
        const auto [ec, written] = co_await asio::async_write(socket, buffer, as_result);
        if (ec || next.then_close) co_return;
    }
}

task<std::size_t> fake_upstream::read_request(wire_socket& socket, std::string& bytes)
{
    for (;;) {
        std::size_t scanned = 0;
        const auto end = find_head_end(bytes, scanned);
        const auto wanted = end ? *end + length_in(bytes.substr(0, *end)) : 0;
        if (end && bytes.size() >= wanted) co_return wanted;
        const auto before = bytes.size();
        bytes.resize(before + piece_bytes);
        const auto buffer = asio::buffer(bytes.data() + before, piece_bytes);
        const auto [ec, n] = co_await socket.async_read_some(buffer, as_result);
        bytes.resize(before + n);
        if (ec) co_return 0;
    }
}

}  // namespace dsgw::test
