#include "gateway/pages/page_frame.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/pages/form_check.hpp"
#include "gateway/pages/page_html.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/request/form_token.hpp"
#include "gateway/request/menu.hpp"
#include "gateway/request/session_cookie.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <boost/beast/http/status.hpp>

namespace dsgw {

namespace {

shell_site site_of(const page_visit& visit) { return {visit.base_url(), entries_for(visit.ex)}; }

shell_ptr built_in(const page_visit& visit)
{
    return std::make_shared<const page_shell>(page_shell::built_in(site_of(visit)));
}

/// A cheap page of Datasette that this client may see under any configuration.
fetch_request cheap_page(const page_visit& visit)
{
    fetch_request wanted;
    wanted.target = visit.ex.identity ? "/-/logout" : "/-/allow-debug";
    wanted.host = visit.request.host;
    wanted.scheme = visit.ex.origin.scheme;
    wanted.accept = "text/html";
    wanted.body = body_wanted::of_status_200;
    if (visit.ex.identity) wanted.cookie = visit.ex.identity->upstream_cookie(auth::unix_now());
    return wanted;
}

task<shell_ptr> find_shell(page_visit& visit)
{
    auto& ex = visit.ex;
    if (!ex.identity && ex.config->snapshot->http_basic_auth) co_return built_in(visit);
    // Datasette may write the site's own address into its pages.
    std::string key(ex.origin.scheme);
    key += "://" + visit.request.host + '\n';
    if (ex.identity) key += ex.identity->actor().text();
    if (auto known = ex.config->shells.find(key, steady_clock::now())) co_return known;
    // Other requests do not wait for the same page.
    ex.config->shells.keep(key, built_in(visit), steady_clock::now() + limits::shell_retry_pause);
    auto fetching = visit.services.upstreams.fetch(
        ex.config->settings().upstream, ex.client_network, cheap_page(visit)
    );
    const auto page = co_await std::move(fetching);
    std::optional<page_shell> made;
    if (page && page->status == 200) made = page_shell::from_upstream(page->body, site_of(visit));
    auto shell = made ? std::make_shared<const page_shell>(std::move(*made)) : built_in(visit);
    const auto lifetime = made ? limits::shell_lifetime : limits::shell_retry_pause;
    ex.config->shells.keep(key, shell, steady_clock::now() + lifetime);
    co_return shell;
}

reply fill(
    const page_shell& shell, const page_visit& visit, unsigned status, const page_content& content
)
{
    reply made;
    made.status = status;
    made.body = shell.render(content);
    made.headers.emplace_back("Cache-Control", "private, no-store");
    made.headers.emplace_back("Content-Security-Policy", shell.content_security_policy());
    made.headers.emplace_back("X-Frame-Options", "DENY");
    made.headers.emplace_back("X-Content-Type-Options", "nosniff");
    // Without any referrer, browsers would send our own forms with "Origin: null".
    made.headers.emplace_back("Referrer-Policy", "same-origin");
    if (!visit.new_form_cookie.empty()) {
        made.headers.emplace_back(
            "Set-Cookie", std::string(form_cookie_name)
                              .append("=")
                              .append(visit.new_form_cookie)
                              .append(cookie_attributes(visit.ex))
        );
    }
    return made;
}

}  // namespace

task<reply> frame_page(page_visit& visit, unsigned status, page_content content)
{
    // The shell's own logout form needs a token for this user.
    if (content.csrf_token.empty() && visit.ex.identity)
        content.csrf_token = make_form_token(visit.ex);
    const auto shell = co_await find_shell(visit);
    co_return fill(*shell, visit, status, content);
}

reply frame_plainly(const page_visit& visit, unsigned status, page_content content)
{
    return fill(page_shell::built_in({visit.base_url(), {}}), visit, status, content);
}

task<reply> frame_failure(page_visit& visit, unsigned status, std::string text)
{
    if (visit.ex.format == reply_format::json) {
        co_return make_text_reply(status, text, reply_format::json, visit.ex.request_id);
    }
    failure_page page;
    page.base_url = visit.base_url();
    page.title = std::to_string(status) + ' ';
    page.title += boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    page.text = std::move(text);
    page.request_id = visit.ex.request_id;
    co_return co_await frame_page(visit, status, render_page(page));
}

}  // namespace dsgw
