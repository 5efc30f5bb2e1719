#include "gateway/pages/page_visit.hpp"

#include "gateway/http/cookie_header.hpp"
#include "gateway/http/target_path.hpp"
#include "gateway/pages/flash.hpp"
#include "gateway/pages/form_check.hpp"
#include "gateway/request/challenge.hpp"

namespace dsgw {

namespace http = boost::beast::http;

page_request copy_page_request(const request_head& head)
{
    page_request made;
    made.verb = head.verb;
    made.host = head.host;
    made.target = head.target;
    made.search = query_parameter(head.target, "q");
    made.next = query_parameter(head.target, "next");
    made.token = query_parameter(head.target, "token");
    made.form_cookie = find_cookie(head.fields, form_cookie_name).value_or("");
    made.messages_cookie = find_cookie(head.fields, messages_cookie_name).value_or("");
    made.goes_to_page = goes_to_page(head);
    made.has_body = head.framing == body_framing::chunked || head.content_length > 0;
    made.has_form_type = is_form_type(head.find(http::field::content_type).value_or(""));
    made.actor_cookie = find_actor_cookie(head.fields);
    made.names_its_origin = !head.find(http::field::origin).value_or("").empty() ||
                            !head.find("Sec-Fetch-Site").value_or("").empty();
    return made;
}

}  // namespace dsgw
