#include "gateway/net/upstream_names.hpp"

#include "gateway/net/log_failure.hpp"

#include <boost/asio/ip/basic_resolver.hpp>

#include <spdlog/spdlog.h>

namespace dsgw {

task<upstream_addresses> look_up(std::string host, std::uint16_t port)
{
    const auto context = co_await asio::this_coro::executor;
    asio::ip::basic_resolver<asio::ip::tcp, executor> resolver(context);
    const auto [ec, found] = co_await resolver.async_resolve(host, std::to_string(port), as_result);
    if (ec) spdlog::warn("cannot resolve the upstream's name {}: {}", host, ec.message());
    upstream_addresses addresses;
    for (const auto& each : found)
        addresses.emplace_back(each.endpoint());
    co_return addresses;
}

upstream_names::upstream_names(
    asio::io_context& context, lookup ask, std::chrono::milliseconds lifetime
)
    : context_(context), ask_(std::move(ask)), lifetime_(lifetime)
{}

task<result<upstream_addresses>> upstream_names::find(
    const upstream_endpoint& endpoint, std::chrono::milliseconds limit
)
{
    if (!current_ || current_->host != endpoint.host || current_->port != endpoint.port) {
        current_ = std::make_shared<entry>();
        current_->host = endpoint.host;
        current_->port = endpoint.port;
    }
    const auto one = current_;
    const auto now = steady_clock::now();
    const bool is_old = one->addresses.empty() || now - one->asked_at > lifetime_;
    if (is_old && !one->is_asking) {
        one->is_asking = true;
        one->asked_at = now;
        asio::co_spawn(context_.get_executor(), ask_for(one, ask_), log_failure("lookup"));
    }
    if (one->addresses.empty()) co_await wait_for_answer(one, limit);
    if (!one->addresses.empty()) co_return one->addresses;
    co_return one->is_asking ? errc::upstream_timeout : errc::upstream_refused;
}

task<> upstream_names::ask_for(std::shared_ptr<entry> one, lookup ask)
{
    upstream_addresses found;
    std::exception_ptr failure;
    try {
        found = co_await ask(one->host, one->port);
    } catch (...) {
        failure = std::current_exception();
    }
    one->is_asking = false;
    // An earlier result is better than none.
    if (!found.empty()) one->addresses = std::move(found);
    for (auto* timer : one->waiting)
        timer->cancel();
    if (failure) std::rethrow_exception(failure);
}

task<> upstream_names::wait_for_answer(std::shared_ptr<entry> one, std::chrono::milliseconds limit)
{
    steady_timer timer(context_.get_executor(), steady_clock::time_point::max());
    if (limit.count() > 0) timer.expires_after(limit);
    one->waiting.push_back(&timer);
    co_await timer.async_wait(as_result);
    std::erase(one->waiting, &timer);
}

}  // namespace dsgw
