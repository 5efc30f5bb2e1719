#pragma once

// Step 4, authenticate, for a Bearer token of Datasette with http_basic_auth on. After the
// throttle, the gateway asks Datasette at /-/actor.json for the token's actor.

#include "auth/authenticator.hpp"
#include "auth/throttle.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/observe/audit_log.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/request/token_checks.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

/// The result of a request for Datasette's /-/actor.json.
enum class actor_answer
{
    unverified,  ///< no result: Datasette is busy or broken, or it is not a Datasette
    refused,     ///< no actor
    forbidden,   ///< 403: on the 0.65 line the page needs the permission view-instance
    named,
};

/// @param who  set for `named`.
[[nodiscard]] actor_answer read_actor_answer(const fetch_response& from, auth::actor_ptr& who);

/// The services that a check uses.
struct token_check_services
{
    token_checks& checks;
    auth::throttle& throttle;
    audit_log& audit;
    upstream_pool& upstreams;
    upstream_settings settings;
};

/// The client that sent the token. Holds copies, since the head of the request may be gone before
/// the response arrives.
struct token_bearer
{
    std::string client;   ///< address
    std::string network;  ///< of the client
    std::string host;     ///< as the client sent it
    std::string scheme;   ///< "http" or "https"
};

struct token_check_result
{
    auth::token_answer answer;
    /// Not checked, since there were too many wrong tokens before: the value of Retry-After.
    std::optional<std::chrono::seconds> retry_after;
};

/// Resumes on the caller's own thread, within a bounded time.
/// @param pending  its token is moved from.
[[nodiscard]] task<token_check_result> check_token(
    token_check_services services, auth::pending_token& pending, token_bearer bearer
);

}  // namespace dsgw
