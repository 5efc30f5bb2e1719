// Cookie lines, one per line of input. The written line is well-formed, contains no spelling of
// ds_actor, and does not change when it is read and written again.

#include "gateway/http/cookie_header.hpp"

#include "tests/fuzz/require.hpp"

#include <boost/beast/http/field.hpp>

#include <algorithm>
#include <cctype>
#include <string>

using namespace dsgw;
using fuzz::require;

namespace {

std::string rewrite(const header_fields& fields, bool drop_csrf_token)
{
    std::string line;
    visit_client_cookies(fields, drop_csrf_token, [&line](std::string_view pair) {
        const auto equals = pair.find('=');
        require(equals != std::string_view::npos && equals > 0, "a pair has a name and '='");
        std::string name(pair.substr(0, equals));
        require(is_token(name), "a name is a token");
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
            return static_cast<char>(std::tolower(c));
        });
        require(name != "ds_actor", "no ds_actor of the client is forwarded");
        for (const char c : pair)
            require(c > ' ' && c < 127 && c != ';' && c != ',', "a pair holds cookie octets only");
        if (!line.empty()) line += "; ";
        line += pair;
    });
    return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    auto text = fuzz::as_text(data, size);
    header_fields fields;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        fields.push_back({boost::beast::http::field::cookie, "Cookie", line});
        (void)sets_actor_cookie(line);
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    (void)find_actor_cookie(fields);
    for (const bool drop : {false, true}) {
        const auto once = rewrite(fields, drop);
        const header_fields clean{{boost::beast::http::field::cookie, "Cookie", once}};
        require(rewrite(clean, drop) == once, "what we wrote we write again");
        require(!find_actor_cookie(clean), "no ds_actor is left to find");
    }
    return 0;
}
