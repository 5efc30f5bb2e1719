#pragma once

// One request and its response: the parsed heads, scratch strings, and the data for the access log.
// Reused for one request after another; an idle connection has none.

#include "auth/authenticator.hpp"
#include "gateway/http/client_origin.hpp"
#include "gateway/http/replies.hpp"
#include "gateway/http/response_head.hpp"
#include "gateway/http/router.hpp"
#include "gateway/http/strict_head.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/request/thread_config.hpp"

#include <memory>
#include <optional>
#include <string>

namespace dsgw {

struct exchange
{
    std::shared_ptr<thread_config> config;  ///< the configuration at the start of this request
    request_head request;    ///< views into the client's read buffer, until drop_views()
    response_head response;  ///< views into the upstream's read buffer
    client_origin origin;
    auth::identity identity;  ///< null: anonymous
    route_match route{};
    bool is_public = false;  ///< needs no credentials; decided while the views are valid
    reply_format format = reply_format::html;

    std::string renewed_session;  ///< a Set-Cookie to send with the response, or ""
    std::string upstream_head;    ///< as sent to Datasette; kept for a retry
    std::string downstream_head;  ///< as sent to the client

    // Copies that outlive the views, for the log and the response.
    std::string request_id;
    std::string method;
    std::string target;
    std::string client;
    std::string client_network;  ///< network_of(client)
    std::string actor_id;
    unsigned client_version = 11;
    bool is_head = false;
    bool wants_keep_alive = false;
    bool body_forwarded = false;   ///< the client's read buffer no longer holds the head
    bool body_read = false;        ///< all of it, as a form
    bool forwards_bearer = false;  ///< upstream_head has the client's Bearer line

    steady_clock::time_point began{};
    std::optional<steady_clock::time_point> upstream_began;
    steady_clock::time_point upstream_ended{};
    unsigned status = 0;
    std::uint64_t bytes = 0;
    std::optional<errc> error;
    std::optional<auth::refusal> refusal;             ///< the reason for a 401
    std::optional<std::chrono::seconds> retry_after;  ///< for the response to an error

    /// Ends the life of all views into the client's read buffer: `request`, the target of `route`,
    /// and the address, host and request id of `origin` are empty from now on. Call it before
    /// anything reads from the client or gives its buffer back.
    void drop_views();

    /// Prepares for the next request; storage is kept.
    void reset(std::shared_ptr<thread_config> current, steady_clock::time_point now);
};

}  // namespace dsgw
