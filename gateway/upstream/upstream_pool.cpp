#include "gateway/upstream/upstream_pool.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/deadline.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <sys/socket.h>

#include <cerrno>

namespace dsgw {

namespace {

/// An idle connection with readable bytes has been closed, or is out of sync.
bool is_quiet(wire_socket& socket)
{
    char byte = 0;
    const auto n = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace

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

upstream_lease upstream_pool::take_idle()
{
    const auto oldest = coarse_now() - limits::upstream_idle_reuse;
    while (!idle_.empty()) {
        auto lease = std::move(idle_.back());
        idle_.pop_back();
        if (lease->idle_since <= oldest || !is_quiet(lease->socket)) continue;
        lease->is_reused = true;
        return lease;
    }
    return nullptr;
}

/// Uvicorn has closed them by now: their descriptors are useless.
void upstream_pool::close_stale()
{
    const auto oldest = coarse_now() - limits::upstream_idle_reuse;
    while (!idle_.empty() && idle_.front()->idle_since <= oldest) {
        idle_.pop_front();
    }
    if (idle_.empty() || stale_timer_runs_) return;
    stale_timer_runs_ = true;
    stale_timer_.expires_after(limits::upstream_idle_reuse);
    const std::weak_ptr<const char> life = life_;
    stale_timer_.async_wait([this, life](error_code ec) {
        if (life.expired()) return;
        stale_timer_runs_ = false;
        if (!ec) close_stale();
    });
}

bool upstream_pool::has_room_for(const fair_places::network& client, bool is_known) const
{
    if (connections_max_ == 0) return true;
    if (places_.held() >= connections_max_) return false;
    const auto kept = connections_max_ / limits::reserved_places_part;
    const auto for_others = (is_known ? 0 : kept) + (fair_places::is_new(client) ? 0 : kept);
    const auto left = connections_max_ - places_.held();
    if (left <= for_others) return false;
    for (const auto* each = &client; each != nullptr; each = each->wider.get()) {
        if (each->held * 2 >= (left - for_others) * (each->level + 2)) return false;
    }
    return true;
}

upstream_lease upstream_pool::take_at_once(
    const upstream_settings& settings, upstream_client client
)
{
    connections_max_ = settings.connections_max;
    if (!is_ready() || idle_.empty()) return nullptr;
    auto network = places_.find(client.network);
    if (!has_room_for(*network, client.is_known)) return nullptr;
    auto lease = take_idle();
    if (!lease) return nullptr;
    places_.take(*network);
    lease->client = std::move(network);
    return lease;
}

task<result<upstream_lease>> upstream_pool::take(
    reuse wanted, const upstream_settings& settings, upstream_client client
)
{
    if (!is_ready()) co_return errc::upstream_starting;
    connections_max_ = settings.connections_max;
    auto network = places_.find(client.network);
    const bool is_known = client.is_known;
    if (has_room_for(*network, is_known)) {
        places_.take(*network);
    } else {
        const bool room = co_await wait_for_room(settings.connect_timeout, *network, is_known);
        if (!room) co_return errc::upstream_busy;
        // The previous holder has already taken the place for us.
    }
    auto lease = co_await take_place(wanted, settings.connect_timeout);
    if (lease) {
        (*lease)->client = std::move(network);
    } else {
        give_back_place(*network);
    }
    co_return lease;
}

/// Gets a connection for a place that we already hold.
task<result<upstream_lease>> upstream_pool::take_place(
    reuse wanted, std::chrono::milliseconds connect_timeout
)
{
    if (wanted == reuse::allowed) {
        if (auto lease = take_idle()) co_return lease;
    }
    co_return co_await connect(connect_timeout);
}

task<bool> upstream_pool::wait_for_room(
    std::chrono::milliseconds limit, fair_places::network& client, bool is_known
)
{
    waiting place(context_, client, is_known);
    if (limit.count() > 0) {
        place.timer.expires_after(limit);
    } else {
        place.timer.expires_at(steady_clock::time_point::max());
    }
    const auto at = queue_.insert(queue_.end(), &place);
    co_await place.timer.async_wait(as_result);
    if (!place.woken) queue_.erase(at);
    co_return place.woken;
}

void upstream_pool::give_back(upstream_lease lease, bool reusable)
{
    const auto network = std::move(lease->client);
    lease->read_limit.disarm();
    lease->write_limit.disarm();
    if (reusable && lease->generation == generation_) {
        lease->in.release_if_empty();
        lease->idle_since = coarse_now();
        idle_.push_back(std::move(lease));
        if (idle_.size() > limits::upstream_idle_max) idle_.pop_front();
        if (!stale_timer_runs_) close_stale();
    }
    give_back_place(*network);
}

task<std::optional<fetch_response>> upstream_pool::fetch(
    upstream_settings settings, std::string network, fetch_request wanted
)
{
    settings.connect_timeout = wanted.time;
    const upstream_client client{network, !wanted.cookie.empty()};
    auto lease = co_await take(reuse::refused, settings, client);
    if (!lease) co_return std::nullopt;
    auto fetching = dsgw::fetch(**lease, std::move(wanted));
    auto got = co_await std::move(fetching);
    give_back(std::move(*lease), false);
    co_return got;
}

/// The place goes to the waiting network that holds fewest; among equals, to the one that has
/// waited longest.
void upstream_pool::give_back_place(fair_places::network& client)
{
    places_.give_back(client);
    auto next = queue_.end();
    for (auto each = queue_.begin(); each != queue_.end(); ++each) {
        if (!has_room_for((*each)->client, (*each)->is_known)) continue;
        if (next == queue_.end() || (*each)->client.held < (*next)->client.held) next = each;
    }
    if (next == queue_.end()) return;
    auto* chosen = *next;
    queue_.erase(next);
    places_.take(chosen->client);
    chosen->woken = true;
    chosen->timer.cancel();
}

task<result<upstream_lease>> upstream_pool::connect(std::chrono::milliseconds limit)
{
    auto made = std::make_shared<upstream_connection>(context_, buffers_, clock_);
    made->generation = generation_;
    made->read_limit.arm(limit);
    result<> connected;
    if (endpoint_.is_unix()) {
        const auto ec = co_await made->connect_unix(endpoint_.unix_path);
        if (ec) connected = errc::upstream_refused;
    } else {
        connected = co_await connect_tcp(*made, limit);
    }
    made->read_limit.disarm();
    if (!connected) {
        const bool late =
            made->read_limit.has_passed() || connected.error() == errc::upstream_timeout;
        // If our own Datasette refuses, it has just died and is being started again.
        const auto refused = ready_ ? errc::upstream_starting : errc::upstream_refused;
        co_return late ? errc::upstream_timeout : refused;
    }
    error_code ignored;
    made->socket.non_blocking(true, ignored);
    co_return made;
}

task<result<>> upstream_pool::connect_tcp(upstream_connection& to, std::chrono::milliseconds limit)
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
    if (ec) co_return errc::upstream_refused;
    co_return result<>();
}

}  // namespace dsgw
