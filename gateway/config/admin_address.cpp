#include "gateway/config/admin_address.hpp"

#include "base/ascii.hpp"
#include "base/cidr.hpp"
#include "base/parse_number.hpp"

#include <optional>

namespace dsgw {

namespace {

constexpr std::string_view advice =
    "write the path of a unix socket (\"/run/datasette-gateway/admin.sock\"), \"127.0.0.1:PORT\", "
    "\"[::1]:PORT\" or \"off\"";

problem complaint(std::string_view text, std::string_view message)
{
    std::string made(1, '"');
    made.append(text).append("\" ").append(message);
    return make_problem(std::move(made), std::string(advice));
}

/// Less its brackets, or nothing where an IPv6 address has none.
std::optional<std::string_view> bare_host(std::string_view host)
{
    const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (is_bracketed) return host.substr(1, host.size() - 2);
    if (host.empty() || host.find(':') != std::string_view::npos) return {};
    return host;
}

bool is_loopback(std::string_view host)
{
    cidr_set loopback;
    const bool known = loopback.add("127.0.0.0/8") && loopback.add("::1");
    return known && loopback.contains(host);
}

}  // namespace

std::optional<problem> parse_admin_address(std::string_view text, admin_address& into)
{
    constexpr std::string_view scheme = "unix:";
    const bool has_scheme = text.starts_with(scheme);
    const auto path = has_scheme ? text.substr(scheme.size()) : text;
    if (text == "off") {
        into = {admin_place::nowhere, {}, {}, 0};
        return {};
    }
    if (path.starts_with('/')) {
        into = {admin_place::unix_socket, std::string(path), {}, 0};
        return {};
    }
    const auto colon = text.rfind(':');
    constexpr std::string_view unreadable = "is neither an absolute path nor a host with a port";
    if (has_scheme || colon == std::string_view::npos) return complaint(text, unreadable);
    const auto port = parse_number<std::uint16_t>(text.substr(colon + 1));
    const auto host = bare_host(text.substr(0, colon));
    if (!port || !host) return complaint(text, unreadable);
    const auto address = *host == "localhost" ? std::string_view("127.0.0.1") : *host;
    if (!is_loopback(address)) return complaint(text, "could be reached from other machines");
    into = {admin_place::loopback, {}, std::string(address), *port};
    return {};
}

bool is_asked_by_address(std::string_view host)
{
    const bool is_bracketed = host.starts_with('[');
    const auto end = host.find(is_bracketed ? ']' : ':');
    const auto name = is_bracketed ? host.substr(1, end - 1) : host.substr(0, end);
    return name.empty() || equals_ignoring_case(name, "localhost") || parse_ip(name).has_value();
}

}  // namespace dsgw
