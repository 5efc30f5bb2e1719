#pragma once

// Checks whether a client still has the access that its request was granted before a wait: for a
// body, a place in a queue, or Datasette. The current configuration and logouts decide. Pure.

#include "gateway/http/errc.hpp"
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
    bool is_lasting = false;  ///< a body or a tunnel: long enough for a logout meanwhile
};

[[nodiscard]] request_grant grant_of(const exchange& ex);

/// @param who  the authenticated identity; replaced by the one that the request may use now.
/// @return     the reason why it has lost its access.
[[nodiscard]] result<> recheck(
    const request_grant& given, const thread_config& current, auth::identity& who
);

/// The same for a request that has not been sent yet: its head gets the actor that the present
/// configuration gives the account.
[[nodiscard]] result<> recheck(exchange& ex, const thread_config& current);

/// For an own page: the present configuration takes the place of the one that the request began
/// with.
/// @return false if the request has lost its access.
[[nodiscard]] bool follow_reload(exchange& ex, std::shared_ptr<thread_config> current);

}  // namespace dsgw
