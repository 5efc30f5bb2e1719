// Messages of programs to the secrets' socket. The first byte chooses: the rest is a target, a list
// of registrations, or the value of a response.

#include "gateway/secret_service/api_messages.hpp"

#include "base/utf8.hpp"
#include "tests/fuzz/require.hpp"

#include <boost/json/parse.hpp>

using namespace dsgw;
using namespace dsgw::secrets_api;
using fuzz::require;

namespace {

std::string encode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out.append("%").append(1, digits[byte / 16]).append(1, digits[byte % 16]);
    }
    return out;
}

void check_target(std::string_view target)
{
    const auto parsed = parse_question("GET", target);
    const auto* asked = std::get_if<secret_question>(&parsed);
    if (!asked) return;
    require(!asked->name.empty() && !find_bad_utf8(asked->name), "a name is UTF-8");
    auto plain = "/v1/secrets/" + encode(asked->name);
    if (asked->actor_id) plain += "?actor_id=" + encode(*asked->actor_id);
    const auto again = parse_question("GET", plain);
    const auto* same = std::get_if<secret_question>(&again);
    require(same && same->name == asked->name, "the name is kept");
    require(same->actor_id == asked->actor_id, "the actor is kept");
}

void check_registrations(std::string_view body)
{
    const auto read = parse_registrations(body);
    const auto* list = std::get_if<std::vector<secrets::registration>>(&read);
    if (!list) return;
    for (const auto& one : *list)
        require(!one.name.empty(), "a registration has a name");
}

void check_value(std::string_view value)
{
    if (find_bad_utf8(value)) return;
    secrets::found_secret found;
    found.value = secret_bytes(value);
    const auto answer = make_secret_answer("NAME", found, connection_fate::close);
    const std::string text(answer.view());
    const auto body = boost::json::parse(text.substr(text.find("\r\n\r\n") + 4));
    require(body.at("value").as_string() == boost::json::string_view(value), "the value is kept");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size == 0) return 0;
    const auto text = fuzz::as_text(data + 1, size - 1);
    switch (data[0] % 3) {
        case 0:
            check_target(text);
            break;
        case 1:
            check_registrations(text);
            break;
        default:
            check_value(text);
    }
    return 0;
}
