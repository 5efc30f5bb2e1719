#pragma once

// What forward() asks of its caller while a request is on its way: whether the client may still do
// what was granted before the wait, and to end a session.

#include "gateway/http/errc.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/request/exchange.hpp"

#include <memory>

namespace dsgw {

/// The access of a request. Holds values, since it may outlive the exchange.
struct request_grant
{
    std::shared_ptr<thread_config> config;  ///< by this configuration
    auth::identity identity;                ///< null: anonymous
    bool is_public = false;
    bool forwards_bearer = false;
    bool has_body = false;
};

[[nodiscard]] inline request_grant grant_of(const exchange& ex)
{
    return {ex.config, ex.identity, ex.is_public, ex.forwards_bearer, ex.body_forwarded};
}

class request_guard
{
public:
    /// Just before a request goes to Datasette: a body, or a place in the queue, may have been
    /// waited for. The present configuration decides, and logouts since then. The actor that the
    /// present configuration gives the account takes the place of the one before.
    /// @return the reason why the request must not be sent.
    [[nodiscard]] virtual result<> check_grant(exchange& ex) = 0;

    /// The same for the rest of a body that is on its way.
    [[nodiscard]] virtual result<> check_grant(const request_grant& given) const = 0;

    /// If a session authenticated the request, it is over for good when this resumes.
    [[nodiscard]] virtual task<> end_session(exchange& ex) = 0;

protected:
    request_guard() = default;
    ~request_guard() = default;
    request_guard(const request_guard&) = default;
    request_guard& operator=(const request_guard&) = default;
};

}  // namespace dsgw
