#include "gateway/edge_watch.hpp"

namespace dsgw {

namespace {

/// Names what Asio keeps for classes that derive from its own.
struct opened_socket : wire_socket
{
    static constexpr auto parts = &opened_socket::impl_;
};

}  // namespace

edge_watch::edge_watch(wire_socket& socket)
    : reactor_op(error_code(), &note_edge, &complete),
      socket_(socket),
      reactor_(asio::use_service<asio::detail::reactor>(socket.get_executor().context()))
{}

void edge_watch::begin(std::shared_ptr<void> keeper)
{
    if (is_begun_) return;
    is_begun_ = true;
    has_fired_ = false;
    ec_ = {};
    keeper_ = std::move(keeper);
    auto& socket = (socket_.*opened_socket::parts).get_implementation();
    reactor_.start_op(
        asio::detail::reactor::read_op, socket.socket_, socket.reactor_data_, this, false, true
    );
}

/// "Done and exhausted" lets the reactor forget the change until the next one.
edge_watch::status edge_watch::note_edge(reactor_op* watch)
{
    static_cast<edge_watch*>(watch)->has_fired_ = true;
    return done_and_exhausted;
}

/// @param owner  null: the io_context is going, and everything that waits goes with it.
void edge_watch::complete(
    void* owner, asio::detail::operation* watch, const error_code& /*ec*/, std::size_t /*bytes*/
)
{
    auto* self = static_cast<edge_watch*>(watch);
    self->is_begun_ = false;
    // Whatever these hold may hold the watch itself: it is not touched after they are gone.
    auto keeper = std::move(self->keeper_);
    if (owner != nullptr && !self->has_fired_ && !self->ec_) {
        // What it saw was forgotten before it could tell.
        self->begin(std::move(keeper));
        return;
    }
    self->has_fired_ = true;
    auto waiting = std::exchange(self->waiting_, std::nullopt);
    if (owner != nullptr && waiting) (*waiting)();
}

}  // namespace dsgw
