#pragma once

// Step 6, rewrite: writes the head to send from the parsed one, in both directions. For a request
// it copies only headers on the allow list (passed_headers) and adds ours. The only place (with
// replies.cpp) that writes header lines. Pure.

#include "gateway/http/client_origin.hpp"
#include "gateway/http/response_head.hpp"
#include "gateway/http/strict_head.hpp"

#include <string>
#include <string_view>

namespace dsgw {

class dropped_headers;
class header_pass_list;

/// Satisfies the double-submit check of the 0.65 line; both parts contain the same token.
struct csrf_pair
{
    std::string token;   ///< for x-csrftoken
    std::string cookie;  ///< "ds_csrftoken=…", signed
};

struct upstream_request
{
    const request_head& head;
    std::string_view target;  ///< without base_url
    const client_origin& origin;
    std::string_view actor_cookie = {};  ///< "ds_actor=…", or "" for an anonymous request
    const csrf_pair* csrf = nullptr;     ///< for an unsafe method that passed the check, else null
    bool keep_authorization = false;     ///< an Authorization for Datasette itself (Bearer)
    std::string_view request_id = {};    ///< for X-Request-Id
    const header_pass_list* passed = nullptr;  ///< null: the standard request headers alone
    dropped_headers* dropped = nullptr;        ///< logs what is not passed, or null
    std::string_view authorization = {};       ///< of a line in place of the client's, or ""
    bool asks_for_identity = false;  ///< the page will get menu entries: it must not be compressed
};

/// Replaces `out` with the head for Datasette, closing empty line included.
void write_request_head(const upstream_request& from, std::string& out);

/// Replaces the actor that write_request_head() wrote.
/// @param head          made with an `actor_cookie`.
/// @param actor_cookie  "ds_actor=…".
void replace_actor_cookie(std::string& head, std::string_view actor_cookie);

/// How a response is sent to the client.
struct downstream_response
{
    const response_head& head;
    body_framing framing;     ///< towards the client
    unsigned client_version;  ///< 10 or 11
    bool keep_alive;
    bool is_upgrade;                   ///< 101: the connection becomes a tunnel
    std::string_view hsts;             ///< the value of Strict-Transport-Security, or ""
    bool length_changes = false;       ///< omit Content-Length, even without a body
    std::string_view set_cookie = {};  ///< an additional Set-Cookie, or ""
    bool for_one_reader = false;       ///< not for shared caches, whatever Datasette allows
    std::string_view request_id = {};  ///< for X-Request-Id, instead of Datasette's value
};

/// @return true for a response that no shared cache stores: it may carry a cookie.
[[nodiscard]] bool may_carry_cookie(const response_head& head);

/// Replaces `out` with the head for the client, closing empty line included.
void rewrite_response(const downstream_response& from, std::string& out);

/// The trailer lines of a response that may be sent to the client.
/// @param lines  well-formed field lines, each with its CR LF (chunk_decoder::trailers).
[[nodiscard]] std::string rewrite_trailers(std::string_view lines);

}  // namespace dsgw
