#pragma once

// One request for an own page, and what its answer needs.

#include "gateway/http/form_body.hpp"
#include "gateway/http/strict_head.hpp"
#include "gateway/pages/page_services.hpp"
#include "gateway/request/exchange.hpp"

#include <memory>
#include <optional>
#include <string>

namespace dsgw {

/// The parts of the request's head that an own page needs, copied: once a form has been read, the
/// views of request_head are invalid.
struct page_request
{
    boost::beast::http::verb verb{};
    std::string host;
    std::string target;
    std::string next;             ///< of the query, undecoded
    std::string search;           ///< `q` of the query, decoded
    std::string token;            ///< of the query, as it was sent
    std::string form_cookie;      ///< see form_check.hpp; "" if there is none
    std::string messages_cookie;  ///< see flash.hpp; "" if there is none
    bool goes_to_page = false;    ///< a browser navigates to a page (challenge.hpp)
    bool has_body = false;
    bool has_form_type = false;
    std::optional<std::string> actor_cookie{};  ///< ds_actor, as sent by the client
    bool names_its_origin = false;  ///< a browser header states the origin of the request
    parsed_form form{};             ///< of a POST

    /// GET or HEAD.
    [[nodiscard]] bool reads() const
    {
        return verb == boost::beast::http::verb::get || verb == boost::beast::http::verb::head;
    }
};

[[nodiscard]] page_request copy_page_request(const request_head& head);

/// Lives while the page is being made.
struct page_visit
{
    exchange& ex;  ///< after drop_views(): `request` below has what pages need of its head
    page_services services;
    const std::shared_ptr<thread_config>&
        current;  ///< the thread's configuration now, after a reload too
    page_request request;
    std::string new_form_cookie{};  ///< sent with the reply; "" if none was made

    [[nodiscard]] const std::string& base_url() const { return ex.config->snapshot->base_url; }
};

}  // namespace dsgw
