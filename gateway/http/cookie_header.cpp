#include "gateway/http/cookie_header.hpp"

#include <algorithm>

namespace dsgw {

namespace {

constexpr std::string_view actor_cookie_name = "ds_actor";
constexpr std::string_view csrf_cookie_name = "ds_csrftoken";

struct cookie_pair
{
    std::string_view whole;  ///< name=value, as sent
    std::string_view name;
    std::string_view value;  ///< with its quotes, if there are any
};

/// @source RFC 6265 section 4.1.1, cookie-octet.
bool is_cookie_octet(char c)
{
    return c > ' ' && c < '\x7f' && c != '"' && c != ',' && c != ';' && c != '\\';
}

std::string_view unquote(std::string_view value)
{
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        return value.substr(1, value.size() - 2);
    }
    return value;
}

template <class Visit>
void for_each_cookie(const header_fields& fields, Visit visit)
{
    for (const auto& field : fields) {
        if (field.id != boost::beast::http::field::cookie) continue;
        auto rest = field.value;
        while (!rest.empty()) {
            const auto end = rest.find(';');
            const auto whole = trim_blanks(rest.substr(0, end));
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
            const auto equals = whole.find('=');
            if (equals == std::string_view::npos) continue;
            const cookie_pair pair{whole, whole.substr(0, equals), whole.substr(equals + 1)};
            const auto octets = unquote(pair.value);
            const bool well_formed =
                is_token(pair.name) && std::all_of(octets.begin(), octets.end(), is_cookie_octet);
            if (well_formed) visit(pair);
        }
    }
}

}  // namespace

std::optional<std::string_view> find_actor_cookie(const header_fields& fields)
{
    return find_cookie(fields, actor_cookie_name);
}

std::optional<std::string_view> find_cookie(const header_fields& fields, std::string_view name)
{
    std::optional<std::string_view> found;
    for_each_cookie(fields, [&](const cookie_pair& pair) {
        if (pair.name == name) found = unquote(pair.value);
    });
    return found;
}

void visit_client_cookies(
    const header_fields& fields, bool drop_csrf_token,
    const std::function<void(std::string_view)>& visit
)
{
    for_each_cookie(fields, [&](const cookie_pair& pair) {
        // http.cookies treats $NAME as an attribute and fails on unknown ones.
        if (pair.name.front() == '$') return;
        if (equals_ignoring_case(pair.name, actor_cookie_name)) return;
        if (drop_csrf_token && equals_ignoring_case(pair.name, csrf_cookie_name)) return;
        visit(pair.whole);
    });
}

std::string_view value_of_set_cookie(std::string_view set_cookie)
{
    const auto pair = set_cookie.substr(0, set_cookie.find(';'));
    return unquote(trim_blanks(pair.substr(pair.find('=') + 1)));
}

bool sets_actor_cookie(std::string_view set_cookie)
{
    const auto name = trim_blanks(set_cookie.substr(0, set_cookie.find_first_of("=;")));
    return equals_ignoring_case(name, actor_cookie_name);
}

}  // namespace dsgw
