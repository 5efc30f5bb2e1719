#include "gateway/http/cors_preflight.hpp"

namespace dsgw {

namespace http = boost::beast::http;

bool is_cors_preflight(const request_head& head)
{
    const auto says = [&head](http::field name) { return !head.find(name).value_or("").empty(); };
    return head.verb == http::verb::options && !head.has_body() && says(http::field::origin) &&
           says(http::field::access_control_request_method);
}

void add_cors_headers(reply& to, cors_headers which)
{
    if (which == cors_headers::none) return;
    const bool is_new = which == cors_headers::v1_0;
    auto& out = to.headers;
    out.emplace_back("Access-Control-Allow-Origin", "*");
    out.emplace_back(
        "Access-Control-Allow-Headers", is_new ? "Authorization, Content-Type" : "Authorization"
    );
    out.emplace_back("Access-Control-Expose-Headers", "Link");
    if (!is_new) return;
    out.emplace_back("Access-Control-Allow-Methods", "GET, POST, HEAD, OPTIONS");
    out.emplace_back("Access-Control-Max-Age", "3600");
}

reply make_preflight_reply()
{
    reply made;
    made.content_type = "text/plain; charset=utf-8";
    made.body = "ok";
    made.headers = {
        {"Access-Control-Allow-Origin", "*"},
        {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
        {"Access-Control-Allow-Methods", "GET, HEAD"},
        {"Access-Control-Max-Age", "3600"}};
    return made;
}

}  // namespace dsgw
