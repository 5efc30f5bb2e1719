#include "gateway/pages/own_page.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/pages.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace {

task<reply> answer_style_sheet(page_visit& /*visit*/)
{
    reply made;
    made.content_type = "text/css; charset=utf-8";
    made.body = page_style_sheet();
    // The link contains the text's hash, so a new text has another URL.
    made.headers.emplace_back(
        "Cache-Control", "public, max-age=" + std::to_string(limits::style_sheet_max_age.count())
    );
    made.headers.emplace_back("X-Content-Type-Options", "nosniff");
    co_return made;
}

task<reply> answer_missing_slash(page_visit& visit) { co_return make_redirect(visit.base_url()); }

struct page_row
{
    route_kind kind;
    task<reply> (*answer)(page_visit& visit);
    std::string_view allowed;  ///< for a method that the page does not support
    std::size_t form_bytes_max;
};

constexpr std::string_view reading = "GET, HEAD";
constexpr std::string_view reading_and_posting = "GET, HEAD, POST";

constexpr std::array page_rows{
    page_row{route_kind::login, answer_login, reading_and_posting, limits::form_bytes_max},
    page_row{route_kind::logout, answer_logout, reading_and_posting, limits::form_bytes_max},
    page_row{
        route_kind::password_tool, answer_password_tool, reading_and_posting,
        limits::form_bytes_max},
    page_row{route_kind::auth_token, answer_auth_token, "GET", 0},
    page_row{route_kind::gateway_status, answer_gateway_status, reading, 0},
    page_row{route_kind::secrets, answer_secrets, reading, 0},
    page_row{
        route_kind::secret, answer_secrets, reading_and_posting, limits::secret_form_bytes_max},
    page_row{
        route_kind::delete_secret, answer_secrets, reading_and_posting, limits::form_bytes_max},
    page_row{route_kind::restore_secret, answer_secrets, "POST", limits::form_bytes_max},
    page_row{route_kind::style_sheet, answer_style_sheet, reading, 0},
    page_row{route_kind::add_slash, answer_missing_slash, {}, 0},
};

const page_row* row_of(route_kind kind)
{
    const auto* row = std::ranges::find(page_rows, kind, &page_row::kind);
    return row == page_rows.end() ? nullptr : row;
}

bool takes(const page_row& row, boost::beast::http::verb verb)
{
    if (row.allowed.empty()) return true;
    const std::string_view name(boost::beast::http::to_string(verb));
    bool taken = false;
    for_each_list_element(row.allowed, [&](std::string_view each) { taken |= each == name; });
    return taken;
}

}  // namespace

std::size_t form_bytes_max(const exchange& ex)
{
    const auto* row = row_of(ex.route.kind);
    if (row == nullptr) return 0;
    // A client that will be refused must not fill our memory first.
    const bool may_be_long = ex.identity && ex.config->manage_secrets.allows(ex.identity->actor());
    return may_be_long ? row->form_bytes_max
                       : std::min(row->form_bytes_max, limits::form_bytes_max);
}

task<reply> answer_own_page(page_visit& visit)
{
    const auto* row = row_of(visit.ex.route.kind);
    if (row == nullptr)
        co_return make_error_reply(errc::not_found, visit.ex.format, visit.ex.request_id);
    if (!takes(*row, visit.request.verb)) {
        auto made =
            make_error_reply(errc::method_not_allowed, visit.ex.format, visit.ex.request_id);
        made.headers.emplace_back("Allow", row->allowed);
        co_return made;
    }
    co_return co_await row->answer(visit);
}

}  // namespace dsgw
