// A description of a secret: any text. The output is harmless for any input.

#include "gateway/html/safe_html.hpp"

#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace dsgw;
using fuzz::require;

namespace {

constexpr std::string_view link_start = "<a href=\"";
constexpr std::string_view link_end = "\" rel=\"noopener noreferrer\">";

// The tag at the front, which must be one that we write; its name, and how long it is.
std::size_t check_link(std::string_view html)
{
    const std::size_t end = html.find('"', link_start.size());
    require(end != std::string_view::npos, "an attribute ends");
    require(html.substr(end).starts_with(link_end), "a link has these attributes and no other");
    const auto address = html.substr(link_start.size(), end - link_start.size());
    require(
        address.size() > 7 && (address[0] == 'h' || address[0] == 'H') &&
            address.find("://") != std::string_view::npos,
        "a link leads to the web"
    );
    require(address.find_first_of("<> \t\r\n'") == std::string_view::npos, "an address is plain");
    return end + link_end.size();
}

std::size_t check_tag(std::string_view html, std::vector<std::string>& open)
{
    if (html.starts_with(link_start)) {
        require(std::ranges::count(open, "a") == 0, "no link within a link");
        open.emplace_back("a");
        return check_link(html);
    }
    for (const std::string name : {"code", "em", "strong", "b", "i", "a"}) {
        if (name != "a" && html.starts_with("<" + name + ">")) {
            open.push_back(name);
            return name.size() + 2;
        }
        if (html.starts_with("</" + name + ">")) {
            require(!open.empty() && open.back() == name, "tags are nested");
            open.pop_back();
            return name.size() + 3;
        }
    }
    require(false, "no other tag comes out");
    return 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string html = keep_safe_html(fuzz::as_text(data, size));
    std::vector<std::string> open;
    for (std::string_view rest = html; !rest.empty();) {
        require(rest.front() != '"' && rest.front() != '>', "text has no bare quote or bracket");
        rest.remove_prefix(rest.front() == '<' ? check_tag(rest, open) : 1);
    }
    require(open.empty(), "every tag is closed");
    return 0;
}
