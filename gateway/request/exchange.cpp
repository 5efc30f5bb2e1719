#include "gateway/request/exchange.hpp"

namespace dsgw {

void exchange::drop_views()
{
    request.fields.clear();
    request.method = {};
    request.target = {};
    request.host = {};
    request.authorization.reset();
    route.upstream_target = {};
    origin.address = {};
    origin.host = {};
    origin.request_id = {};
}

void exchange::reset(std::shared_ptr<thread_config> current, steady_clock::time_point now)
{
    config = std::move(current);
    request.framing = body_framing::none;
    request.content_length = 0;
    body_forwarded = false;
    body_read = false;
    forwards_bearer = false;
    renewed_session.clear();
    identity = nullptr;
    upstream_head.clear();
    downstream_head.clear();
    request_id.clear();
    method.clear();
    target.clear();
    client.clear();
    client_network.clear();
    origin = {};
    route = {};
    is_public = false;
    actor_id.clear();
    client_version = 11;
    is_head = false;
    wants_keep_alive = false;
    format = reply_format::html;
    began = now;
    upstream_began.reset();
    upstream_ended = {};
    status = 0;
    bytes = 0;
    error.reset();
    refusal.reset();
    retry_after.reset();
}

}  // namespace dsgw
