#include "gateway/upstream_pool.hpp"

#include "gateway/coarse_clock.hpp"
#include "gateway/limits.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace dsgw {

namespace {

std::chrono::milliseconds cancel_connection(void* target)
{
    boost::system::error_code ignored;
    static_cast<upstream_connection*>(target)->socket.cancel(ignored);
    return {};
}

/// An idle connection on which anything can be read has been closed, or speaks out of turn.
bool is_quiet(wire_socket& socket)
{
    char byte = 0;
    const auto n = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

upstream_connection::upstream_connection(
    asio::io_context& context, buffer_pool& buffers, deadline_clock& clock
)
    : socket(context.get_executor()),
      in(buffers),
      read_limit(clock, cancel_connection, this),
      write_limit(clock, cancel_connection, this)
{}

error_code upstream_connection::read_now()
{
    error_code ec;
    const auto room = in.prepare();
    in.commit(socket.read_some(asio::buffer(room.data(), room.size()), ec));
    return ec;
}

upstream_pool::upstream_pool(
    asio::io_context& context, buffer_pool& buffers, deadline_clock& clock,
    const std::atomic<bool>* ready
)
    : context_(context),
      buffers_(buffers),
      clock_(clock),
      ready_(ready),
      names_(context),
      stale_timer_(context.get_executor())
{}

void upstream_pool::set_endpoint(upstream_endpoint endpoint)
{
    endpoint_ = std::move(endpoint);
    ++generation_;
    idle_.clear();
}

bool upstream_pool::is_ready() const
{
    return ready_ == nullptr || ready_->load(std::memory_order_relaxed);
}

upstream_lease upstream_pool::take_idle(std::string_view client)
{
    const auto oldest = coarse_now() - limits::upstream_idle_reuse;
    while (!idle_.empty()) {
        auto lease = std::move(idle_.back());
        idle_.pop_back();
        if (lease->idle_since <= oldest || !is_quiet(lease->socket)) continue;
        lease->is_reused = true;
        lease->client = client;
        leased_.push_back(*lease);
        return lease;
    }
    return nullptr;
}

/// Uvicorn has closed them by now: their descriptors are of no use to anybody.
void upstream_pool::close_stale()
{
    const auto oldest = coarse_now() - limits::upstream_idle_reuse;
    while (!idle_.empty() && idle_.front()->idle_since <= oldest) {
        idle_.pop_front();
    }
    if (idle_.empty() || stale_timer_runs_) return;
    stale_timer_runs_ = true;
    stale_timer_.expires_after(limits::upstream_idle_reuse);
    stale_timer_.async_wait([this](error_code ec) {
        stale_timer_runs_ = false;
        if (!ec) close_stale();
    });
}

/// Looks at each lease, but only when connections are becoming scarce.
bool upstream_pool::has_its_share(std::string_view client) const
{
    const auto share = std::max<std::size_t>(connections_max_ / 2, 1);
    if (open_ < share) return false;
    const auto held = std::count_if(leased_.begin(), leased_.end(), [&](const auto& lease) {
        return lease.client == client;
    });
    return static_cast<std::size_t>(held) >= share;
}

bool upstream_pool::has_room_for(std::string_view client) const
{
    return connections_max_ == 0 || (open_ < connections_max_ && !has_its_share(client));
}

upstream_lease upstream_pool::take_at_once(
    const upstream_settings& settings, std::string_view client
)
{
    connections_max_ = settings.connections_max;
    if (!is_ready() || !has_room_for(client)) return nullptr;
    auto lease = take_idle(client);
    if (lease) ++open_;
    return lease;
}

task<result<upstream_lease>> upstream_pool::take(
    reuse wanted, const upstream_settings& settings, std::string_view client
)
{
    if (!is_ready()) co_return make_error_code(errc::upstream_starting);
    connections_max_ = settings.connections_max;
    if (has_room_for(client)) {
        ++open_;
    } else {
        const bool room = co_await wait_for_room(settings.connect_timeout, client);
        if (!room) co_return make_error_code(errc::upstream_busy);
        // Whoever gave it back has left us the place.
    }
    if (wanted == reuse::allowed) {
        if (auto lease = take_idle(client)) co_return lease;
    }
    auto made = co_await connect(settings.connect_timeout, client);
    if (!made) hand_on_room();
    co_return made;
}

task<bool> upstream_pool::wait_for_room(std::chrono::milliseconds limit, std::string_view client)
{
    waiting place(context_, client);
    if (limit.count() == 0) limit = std::chrono::hours(24);
    place.timer.expires_after(limit);
    const auto at = queue_.insert(queue_.end(), &place);
    co_await place.timer.async_wait(as_result);
    if (!place.woken) queue_.erase(at);
    co_return place.woken;
}

void upstream_pool::give_back(upstream_lease lease, bool reusable)
{
    lease->unlink();
    lease->read_limit.disarm();
    lease->write_limit.disarm();
    if (reusable && lease->generation == generation_) {
        lease->in.release_if_empty();
        lease->idle_since = coarse_now();
        idle_.push_back(std::move(lease));
        if (idle_.size() > limits::upstream_idle_max) idle_.pop_front();
        if (!stale_timer_runs_) close_stale();
    }
    hand_on_room();
}

/// To the one who has waited longest and has not got its share already, else to nobody.
void upstream_pool::hand_on_room()
{
    const auto next = std::find_if(queue_.begin(), queue_.end(), [this](const waiting* place) {
        return !has_its_share(place->client);
    });
    if (next == queue_.end()) {
        --open_;
        return;
    }
    auto* first = *next;
    queue_.erase(next);
    first->woken = true;
    first->timer.cancel();
}

task<result<upstream_lease>> upstream_pool::connect(
    std::chrono::milliseconds limit, std::string_view client
)
{
    auto made = std::make_shared<upstream_connection>(context_, buffers_, clock_);
    made->generation = generation_;
    made->client = client;
    leased_.push_back(*made);
    made->read_limit.arm(limit);
    error_code ec;
    if (endpoint_.is_unix()) {
        if (endpoint_.unix_path.size() >= sizeof(sockaddr_un::sun_path)) {
            co_return make_error_code(errc::upstream_refused);
        }
        const asio::local::stream_protocol::endpoint at(endpoint_.unix_path);
        const stream_protocol::endpoint to(at);
        const auto [connect_ec] = co_await made->socket.async_connect(to, as_result);
        ec = connect_ec;
    } else {
        ec = co_await connect_tcp(*made, limit);
    }
    made->read_limit.disarm();
    if (ec) {
        const bool late = made->read_limit.has_passed() || ec == errc::upstream_timeout;
        // One of ours that refuses has just died: it is being started again.
        const auto refused = ready_ ? errc::upstream_starting : errc::upstream_refused;
        co_return make_error_code(late ? errc::upstream_timeout : refused);
    }
    made->socket.non_blocking(true, ec);
    co_return made;
}

task<error_code> upstream_pool::connect_tcp(
    upstream_connection& to, std::chrono::milliseconds limit
)
{
    using tcp = asio::ip::tcp;
    error_code ec;
    upstream_addresses addresses;
    const auto address = asio::ip::make_address(endpoint_.host, ec);
    if (!ec) {
        addresses.emplace_back(tcp::endpoint(address, endpoint_.port));
    } else {
        auto found = co_await names_.find(endpoint_, limit);
        if (!found) co_return found.error();
        addresses = std::move(*found);
    }
    for (const auto& each : addresses) {
        error_code ignored;
        to.socket.close(ignored);
        const auto [connect_ec] = co_await to.socket.async_connect(each, as_result);
        ec = connect_ec;
        if (!ec || to.read_limit.has_passed()) break;
    }
    if (!ec) to.socket.set_option(tcp::no_delay(true), ec);
    co_return ec;
}

}  // namespace dsgw
