#include "gateway/own_pages.hpp"

#include "auth/random_id.hpp"
#include "gateway/audit_log.hpp"
#include "gateway/http/target_path.hpp"

#include <boost/json/object.hpp>

namespace dsgw {

namespace http = boost::beast::http;

namespace {

std::string cookie_attributes(const exchange& x)
{
    std::string attributes = "; Path=/; HttpOnly; SameSite=Lax";
    if (x.origin.scheme == "https") attributes += "; Secure";
    return attributes;
}

reply method_not_allowed(const exchange& x, std::string allowed)
{
    auto made = make_error_reply(errc::method_not_allowed, x.reader);
    made.headers.emplace_back("Allow", std::move(allowed));
    return made;
}

reply logged_out(const exchange& x)
{
    auto made = make_redirect(x.at->configured().base_url);
    made.headers.emplace_back(
        "Set-Cookie",
        "ds_actor=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0" + cookie_attributes(x)
    );
    return made;
}

}  // namespace

reply answer_logout(const exchange& x)
{
    const bool reads = x.request.verb == http::verb::get || x.request.verb == http::verb::head;
    if (!reads && x.request.verb != http::verb::post)
        return method_not_allowed(x, "GET, HEAD, POST");
    if (!x.who) return make_redirect(x.at->configured().base_url);
    if (reads) {
        std::string form = "<p>You are logged in as <strong>";
        form += escape_html(x.who->who().id());
        form += "</strong></p>\n<form action=\"";
        form += escape_html(x.at->configured().base_url);
        form += "-/logout\" method=\"post\">\n<button type=\"submit\">Log out</button>\n</form>";
        return make_page(200, "Log out", form);
    }
    write_audit({audit_event::logged_out, x.client, x.who->who().id()});
    if (x.who->how() != auth::proof::basic) return logged_out(x);
    // The browser itself remembers a Basic password: only a refusal makes it forget.
    auto made = make_challenge(x.at->settings().realm);
    made.headers.emplace_back("Cache-Control", "private, no-store");
    return made;
}

reply answer_auth_token(const exchange& x, root_link* link)
{
    if (x.request.verb != http::verb::get) return method_not_allowed(x, "GET");
    if (link == nullptr) {
        return make_text_reply(
            403, "There is no log-in link: start with --root to get one", x.reader
        );
    }
    switch (link->redeem(query_parameter(x.request.target, "token"))) {
        case root_link::verdict::wrong:
            return make_text_reply(403, "Invalid token", x.reader);
        case root_link::verdict::spent:
            return make_text_reply(403, "Root token has already been used", x.reader);
        case root_link::verdict::accepted:
            break;
    }
    write_audit({audit_event::logged_in, x.client, "root"});
    const auth::actor root(boost::json::object{{"id", "root"}});
    const auto max_age = x.at->settings().session.max_age;
    const auto cookie = auth::make_actor_cookie(
        *x.at->signer, root, auth::unix_now() + max_age, auth::make_random_id()
    );
    auto made = make_redirect(x.at->configured().base_url);
    made.headers.emplace_back("Set-Cookie", "ds_actor=" + cookie + cookie_attributes(x));
    return made;
}

}  // namespace dsgw
