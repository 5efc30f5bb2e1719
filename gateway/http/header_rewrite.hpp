#pragma once

// Step 6, rewrite: the head that goes on is written anew from the parsed one, in both directions.
// Of a request only headers on the allow list are copied (passed_headers), and ours are put in. The
// only place (with replies.cpp) that writes header lines. Pure.

#include "gateway/http/client_origin.hpp"
#include "gateway/http/response_head.hpp"
#include "gateway/http/strict_head.hpp"

#include <string>
#include <string_view>

namespace dsgw {

class dropped_headers;
class header_pass_list;

/// Satisfies the 0.65 line's double-submit check; both halves say the same token.
struct csrf_pair
{
    std::string token;   ///< for x-csrftoken
    std::string cookie;  ///< "ds_csrftoken=…", signed
};

struct upstream_request
{
    const request_head& head;
    std::string_view target;  ///< less base_url
    const client_origin& origin;
    std::string_view actor_cookie;     ///< "ds_actor=…", or "" for nobody
    const csrf_pair* csrf;             ///< for an unsafe method that passed the check, else null
    bool keep_authorization;           ///< a scheme that is Datasette's own business (Bearer)
    std::string_view request_id = {};  ///< for X-Request-Id
    const header_pass_list* passed = nullptr;  ///< null: the standard request headers alone
    dropped_headers* dropped = nullptr;        ///< logs what is not passed, or null
    std::string_view authorization = {};       ///< of a line in place of the client's, or ""
    bool asks_for_identity = false;  ///< the page will get menu entries: it must not be compressed
};

/// Replaces `out` with the head for Datasette, closing empty line included.
void rewrite_request(const upstream_request& from, std::string& out);

/// Another actor than at the time of rewrite_request().
/// @param head          made with an `actor_cookie`.
/// @param actor_cookie  "ds_actor=…".
void replace_actor_cookie(std::string& head, std::string_view actor_cookie);

/// How a response goes on to the client.
struct downstream_response
{
    const response_head& head;
    body_framing framing;     ///< towards the client
    unsigned client_version;  ///< 10 or 11
    bool keep_alive;
    bool is_upgrade;              ///< 101: the connection becomes a tunnel
    std::string_view hsts;        ///< the value of Strict-Transport-Security, or ""
    bool length_changes = false;  ///< Content-Length is not told, not even where no body follows
    std::string_view set_cookie = {};  ///< one more Set-Cookie, or ""
    bool for_one_reader = false;       ///< no shared cache keeps it, whatever Datasette allows
    std::string_view request_id = {};  ///< for X-Request-Id, instead of what Datasette says
};

/// @return true for a response that no shared cache keeps: a cookie may go with it.
[[nodiscard]] bool may_carry_cookie(const response_head& head);

/// Replaces `out` with the head for the client, closing empty line included.
void rewrite_response(const downstream_response& from, std::string& out);

/// The trailer lines of a response that may go on to the client.
/// @param lines  well-formed field lines, each with its CR LF (chunk_decoder::trailers).
[[nodiscard]] std::string rewrite_trailers(std::string_view lines);

}  // namespace dsgw
