#pragma once

// Runs coroutines in a test: to their end, or until a limit that only a fault can reach.

#include "gateway/net/wire.hpp"

#include <boost/test/unit_test.hpp>

#include <exception>
#include <utility>

namespace dsgw::test {

inline constexpr std::chrono::seconds patience{60};

inline void run_to_end(asio::io_context& context, task<> body)
{
    bool ended = false;
    std::exception_ptr failure;
    asio::co_spawn(context.get_executor(), std::move(body), [&](std::exception_ptr thrown) {
        ended = true;
        failure = thrown;
        context.stop();
    });
    context.restart();
    context.run_for(patience);
    if (failure) std::rethrow_exception(failure);
    BOOST_TEST_REQUIRE(ended, "the coroutine did not end");
}

}  // namespace dsgw::test
