#include "gateway/http/limits.hpp"
#include "gateway/net/await_callback.hpp"
#include "gateway/pages/form_check.hpp"
#include "gateway/pages/page_frame.hpp"
#include "gateway/pages/page_html.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/pages.hpp"
#include "gateway/request/challenge.hpp"

#include <sodium.h>

namespace dsgw {

namespace {

task<reply> show_tool(page_visit& visit, unsigned status, password_tool_page page)
{
    page.base_url = visit.base_url();
    page.csrf_token = make_form_token(visit);
    co_return co_await frame_page(visit, status, render_page(page));
}

task<reply> show_message(page_visit& visit, unsigned status, std::string message)
{
    password_tool_page page;
    page.message = std::move(message);
    co_return co_await show_tool(visit, status, std::move(page));
}

/// @return "" if the queue was full.
task<std::string> make_hash(page_visit& visit, std::string_view password)
{
    auto made = std::make_shared<std::string>();
    auth::kdf_job job{{}, visit.ex.client_network, secret_bytes(password), {}};
    job.made_hash = made;
    randombytes_buf(job.digest.data(), job.digest.size());
    auto hashing = compute_hash(visit.services.passwords.hashes, std::move(job));
    const auto outcome = co_await std::move(hashing);
    if (outcome != auth::kdf_outcome::match) co_return std::string();
    co_return *made;
}

std::optional<form_problem> check_tool_form(const page_visit& visit)
{
    if (auto problem = check_form(visit)) return problem;
    const auto password = visit.request.form.form.text("password");
    if (password.empty()) return form_problem{200, "Please enter a password."};
    if (password.size() > limits::form_password_bytes_max)
        return form_problem{400, "The password is too long."};
    return std::nullopt;
}

task<reply> answer_tool_form(page_visit& visit)
{
    if (const auto problem = check_tool_form(visit)) {
        co_return co_await show_message(visit, problem->status, problem->text);
    }
    const auto password = visit.request.form.form.text("password");
    password_tool_page page;
    page.hash = co_await make_hash(visit, password);
    if (page.hash.empty()) {
        page.message = "Too many passwords are being checked right now. Please try again.";
        auto made = co_await show_tool(visit, 503, page);
        made.headers.emplace_back("Retry-After", "1");
        co_return made;
    }
    co_return co_await show_tool(visit, 200, page);
}

/// Redirects to the login form, which leads back here.
reply redirect_by_login(const config& from)
{
    auto here = from.base_url;
    here += "-/password-tool";
    return redirect_to_login(from, here);
}

task<reply> refuse_tool(page_visit& visit)
{
    const auto& from = *visit.ex.config->snapshot;
    if (visit.ex.format == reply_format::html && has_login_form(from) && offers_login(from)) {
        co_return redirect_by_login(from);
    }
    co_return co_await frame_failure(visit, 403, "Log in to use the password tool.");
}

}  // namespace

task<reply> answer_password_tool(page_visit& visit)
{
    const auto access = visit.ex.config->settings().password_tool;
    if (access == password_tool_access::off) {
        co_return co_await frame_failure(visit, 404, "The password tool is turned off.");
    }
    const bool is_open = access == password_tool_access::everybody;
    if (!visit.ex.identity && !is_open) co_return co_await refuse_tool(visit);
    if (visit.request.reads()) {
        co_return co_await show_tool(visit, 200, password_tool_page());
    }
    co_return co_await answer_tool_form(visit);
}

}  // namespace dsgw
