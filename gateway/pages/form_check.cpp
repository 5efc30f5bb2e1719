#include "gateway/pages/form_check.hpp"

#include "base/random.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/request/form_token.hpp"

namespace dsgw {

namespace {

/// Longer tokens are not ours.
constexpr std::size_t form_cookie_bytes_max = 64;

std::string form_owner(const page_visit& visit)
{
    auto owner = form_owner(visit.ex);
    if (!owner.empty()) return owner;
    const auto& cookie = visit.request.form_cookie;
    if (cookie.empty() || cookie.size() > form_cookie_bytes_max) return {};
    return "visitor " + cookie;
}

}  // namespace

std::string make_form_token(page_visit& visit)
{
    auto owner = form_owner(visit);
    if (owner.empty()) {
        visit.new_form_cookie = make_random_id();
        visit.request.form_cookie = visit.new_form_cookie;
        owner = form_owner(visit);
    }
    return visit.ex.config->forms->make(owner, auth::unix_now());
}

bool has_good_token(const page_visit& visit)
{
    const auto owner = form_owner(visit);
    const auto token = visit.request.form.form.text("csrftoken");
    return !owner.empty() && visit.ex.config->forms->check(token, owner, auth::unix_now());
}

std::optional<form_problem> check_form_body(const page_visit& visit)
{
    const auto& request = visit.request;
    if (request.has_body && !request.has_form_type) {
        return form_problem{
            415, "This page accepts only forms (application/x-www-form-urlencoded)."};
    }
    if (const auto fault = request.form.fault) {
        const bool is_large = *fault == form_fault::too_large;
        return form_problem{is_large ? 413u : 400u, std::string(describe(*fault))};
    }
    return std::nullopt;
}

std::optional<form_problem> check_form(const page_visit& visit)
{
    if (auto problem = check_form_body(visit)) return problem;
    const auto& request = visit.request;
    const bool is_browser =
        request.actor_cookie || request.names_its_origin || !request.form_cookie.empty();
    if (!is_browser || has_good_token(visit)) return std::nullopt;
    return form_problem{
        403, "The form has expired, or your browser blocks cookies. Please try again."};
}

}  // namespace dsgw
