#include "gateway/upstream/fetch_steps.hpp"

#include "gateway/http/limits.hpp"

namespace dsgw {

task<error_code> read_more(upstream_connection& up)
{
    const auto room = up.in.prepare();
    const auto buffer = asio::buffer(room.data(), room.size());
    const auto [ec, n] = co_await up.socket.async_read_some(buffer, as_result);
    up.in.commit(n);
    co_return ec;
}

task<bool> read_response_head(upstream_connection& up, response_head& head)
{
    std::size_t scanned = 0;
    for (unsigned interim = 0; interim <= limits::interim_responses_max;) {
        if (const auto end = find_head_end(up.in.view(), scanned)) {
            const auto raw = up.in.view().substr(0, *end);
            const auto parsed = parse_response_head(raw, limits::response_headers_max, false, head);
            if (!parsed) co_return false;
            up.in.consume(*end);
            if (!head.is_interim()) co_return true;
            scanned = 0;
            ++interim;
            continue;
        }
        if (up.in.size() > limits::response_head_bytes_max) co_return false;
        const auto failure = co_await read_more(up);
        if (failure) co_return false;
    }
    co_return false;
}

}  // namespace dsgw
