// A response head from upstream, any bytes; the first one says whether the request was HEAD.

#include "gateway/http/response_head.hpp"

#include "tests/fuzz/require.hpp"

using namespace dsgw;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size == 0) return 0;
    const bool to_head = data[0] % 2 == 1;
    const auto text = fuzz::as_text(data + 1, size - 1);
    std::size_t scanned = 0;
    const auto end = find_head_end(text, scanned);
    if (!end) return 0;
    require(*end <= text.size(), "a head ends within its bytes");
    response_head head;
    if (!parse_response_head(text.substr(0, *end), 200, to_head, head)) return 0;

    require(head.status >= 100 && head.status <= 999, "a status has three digits");
    require(head.fields.size() <= 200, "no more fields than allowed");
    if (to_head || head.is_interim() || head.status == 204 || head.status == 304)
        require(head.framing == body_framing::none, "no body where there is none");
    for (const auto& field : head.fields) {
        require(is_token(field.name), "a name is a token");
        require(
            field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos,
            "a value is one line"
        );
    }
    if (head.framing == body_framing::until_close) require(!head.keep_alive, "closing is the end");
    return 0;
}
