#pragma once

// The gateway's own replies: errors, the Basic challenge, redirects and small pages. Status and
// text of each error are in errc.cpp. Pure: makes bytes.

#include "gateway/html/safe_html.hpp"
#include "gateway/http/errc.hpp"
#include "gateway/http/strict_head.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsgw {

/// The format in which the client wants an error.
enum class reply_format
{
    html,
    json,  ///< in the format of Datasette
};

/// A program requests a .json path, prefers JSON to HTML in Accept, or sends JSON and does not
/// accept HTML.
[[nodiscard]] reply_format find_reply_format(const request_head& head);

/// The values that the head of a reply needs in addition to the reply.
struct reply_frame
{
    unsigned client_version = 11;
    bool keep_alive = false;
    bool without_body = false;         ///< HEAD: all headers, no body
    std::string_view hsts;             ///< the value of Strict-Transport-Security, or ""
    std::string_view request_id = {};  ///< for X-Request-Id
};

/// A reply of the gateway before it is framed.
struct reply
{
    unsigned status = 200;
    std::string content_type = "text/html; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;  ///< values contain no CR or LF
};

/// @param request_id  shown on the page, so that the log line can be found; "": not shown.
[[nodiscard]] reply make_error_reply(
    errc code, reply_format format, std::string_view request_id = {}
);

/// An error with its own text, which is escaped.
[[nodiscard]] reply make_text_reply(
    unsigned status, std::string_view text, reply_format format, std::string_view request_id = {}
);

/// The 401 of datasette-auth-passwords, with its exact text; the same as JSON for a program.
/// @param realm  free of quotes and control characters.
[[nodiscard]] reply make_challenge(
    std::string_view realm, reply_format format = reply_format::html
);

/// @param location  a path within the site.
[[nodiscard]] reply make_redirect(std::string location);

/// Head and body as bytes to send.
[[nodiscard]] std::string serialize(const reply& answer, const reply_frame& frame);

}  // namespace dsgw
