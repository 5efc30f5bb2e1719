#pragma once

// Steps 2 to 5 of a request, in this order: parse and limits, route, authenticate, authorise. The
// result is one value that says what happens to the request. Pure: no sockets, no waiting.

#include "auth/authenticator.hpp"
#include "gateway/http/client_origin.hpp"
#include "gateway/request/bearer.hpp"
#include "gateway/request/exchange.hpp"

#include <cstddef>
#include <memory>
#include <string_view>
#include <variant>

namespace dsgw {

/// Shows that a request may go to Datasette. Only this file's functions make one; rewrite_request()
/// and forward() take one, so nothing is forwarded without a decision.
class cleared
{
public:
    [[nodiscard]] bearer_use bearer() const { return bearer_; }

private:
    explicit cleared(bearer_use bearer) : bearer_(bearer) {}
    friend struct clearance;

    bearer_use bearer_;
};

/// The ends of steps 2 to 5, and the two checks that take time.
namespace decided {

struct refuse  ///< the row of the code says how
{
    errc code;
};
struct challenge  ///< the client must log in
{
    auth::refusal why;
};
struct preflight  ///< allowed by cors_preflight
{};
struct own_page  ///< the page of exchange::route
{};
struct hash_password  ///< its result completes the decision: settle()
{
    auth::pending_check check;
};
struct check_token  ///< its result completes the decision: settle()
{
    auth::pending_token check;
};
struct forward  ///< steps 6 to 8
{
    dsgw::cleared cleared;
};

}  // namespace decided

using decision = std::variant<
    decided::refuse, decided::challenge, decided::preflight, decided::own_page,
    decided::hash_password, decided::check_token, decided::forward>;

/// Everything that a decision depends on besides the head and the configuration.
struct decision_facts
{
    peer from;
    std::size_t request_number;  ///< on this connection, from 1
    unsigned token_generation;   ///< token_checks::generation()
    bool has_root_link;          ///< --root
};

/// @param ex    reset for this request; filled in, also for the access log.
/// @param head  the raw head, closing empty line included. Views in `ex` point into it.
[[nodiscard]] decision decide(exchange& ex, std::string_view head, const decision_facts& facts);

/// Steps 3 to 5 again, under a configuration that was applied while the client waited.
/// @param ex  with the views of its head.
[[nodiscard]] decision decide_again(
    exchange& ex, std::shared_ptr<thread_config> current, const decision_facts& facts
);

/// Step 5, when the client's identity is known.
[[nodiscard]] decision settle(exchange& ex, const auth::authenticator::settled& who);

}  // namespace dsgw
