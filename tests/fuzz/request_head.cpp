// A request head, any bytes. An accepted one has one meaning: written and parsed again it is the
// same, and nothing in it could end a line or a head upstream.

#include "base/cidr.hpp"
#include "gateway/http/client_origin.hpp"
#include "gateway/http/cookie_header.hpp"
#include "gateway/http/cross_origin.hpp"
#include "gateway/http/strict_head.hpp"
#include "gateway/http/target_path.hpp"
#include "tests/fuzz/require.hpp"

#include <string>

using namespace dsgw;
using fuzz::require;

namespace {

constexpr std::string_view breaking("\r\n\0", 3);

void check_accepted(std::string_view raw, const request_head& head)
{
    require(!has_folded_line(raw), "no folded line");
    require(head.version == 10 || head.version == 11, "HTTP/1.0 or 1.1");
    require(!head.target.empty(), "a target");
    require(head.target.front() == '/' || head.target == "*", "origin form, or the asterisk");
    require(head.target.find_first_of(" \r\n\t") == std::string_view::npos, "a target is one word");
    require(head.version == 10 || !head.host.empty(), "HTTP/1.1 names a host");
    require(head.has_body() || head.content_length == 0, "a length only with a body");
    require(head.framing != body_framing::until_close, "a request does not end by closing");
    unsigned lengths = 0, encodings = 0, hosts = 0;
    for (const auto& field : head.fields) {
        require(is_token(field.name), "a name is a token");
        require(field.value.find_first_of(breaking) == std::string_view::npos, "a value is a line");
        lengths += equals_ignoring_case(field.name, "content-length");
        encodings += equals_ignoring_case(field.name, "transfer-encoding");
        hosts += equals_ignoring_case(field.name, "host");
    }
    require(lengths + encodings <= 1 && hosts <= 1, "one framing, one host");
}

std::string write(const request_head& head)
{
    std::string text(head.method);
    text.append(" ").append(head.target).append(head.version == 10 ? " HTTP/1.0" : " HTTP/1.1");
    for (const auto& field : head.fields)
        text.append("\r\n").append(field.name).append(": ").append(field.value);
    return text + "\r\n\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto text = fuzz::as_text(data, size);
    std::size_t scanned = 0;
    const auto end = find_head_end(text, scanned);
    if (!end) return 0;
    require(*end <= size, "a head ends within its bytes");
    const auto raw = text.substr(0, *end);
    request_head head;
    if (!parse_request_head(raw, {}, head)) return 0;
    check_accepted(raw, head);

    const auto plain = write(head);
    request_head again;
    require(parse_request_head(plain, {}, again).has_value(), "what we wrote we accept");
    require(again.method == head.method && again.target == head.target, "the same request");
    require(again.framing == head.framing, "framed the same");
    require(again.content_length == head.content_length, "as long");
    require(again.keep_alive == head.keep_alive, "kept alive the same");
    require(again.fields.size() == head.fields.size(), "no field more or less");

    const auto path = normalise_path(head.target);
    require(!path.empty() && path.front() == '/', "a path begins with a slash");
    static const cidr_set trusted = [] {
        cidr_set set;
        require(set.add("127.0.0.0/8"), "a network");
        return set;
    }();
    const auto origin = find_client_origin(head.fields, head.host, {"127.0.0.1", false}, trusted);
    require(parse_ip(origin.address).has_value(), "a client's address is an address");
    require(origin.scheme == "http" || origin.scheme == "https", "a scheme is one of two");
    (void)passes_cross_origin_check(head, origin.scheme);
    (void)find_actor_cookie(head.fields);
    return 0;
}
