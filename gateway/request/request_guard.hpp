#pragma once

// What forward() asks of its caller while a request is on its way.

#include "gateway/http/errc.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/request/recheck.hpp"

namespace dsgw {

class request_guard
{
public:
    /// Just before a request goes to Datasette: recheck() under the present configuration.
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
