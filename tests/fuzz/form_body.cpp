// A form as sent. The result is well-formed UTF-8, with every name once; written and read again it
// is the same.

#include "gateway/http/form_body.hpp"

#include "base/utf8.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <string>

using namespace dsgw;
using fuzz::require;

namespace {

std::string encode(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 15];
    }
    return encoded;
}

/// The name of a pair, decoded without the code under test where it is plain, else "".
std::string_view plain_name(std::string_view pair)
{
    const auto name = pair.substr(0, pair.find('='));
    return name.find_first_of("%+") == name.npos ? name : std::string_view{};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto body = fuzz::as_text(data, size);
    const form_limits limits{4096, 20};
    const auto parsed = parse_form_body(body, limits);
    if (parsed.fault) {
        require(parsed.form.size() == 0, "a refused form has no fields");
        require(!describe(*parsed.fault).empty(), "a fault is explained");
        return 0;
    }
    require(body.size() <= limits.bytes_max, "the size has a limit");
    require(parsed.form.size() <= limits.fields_max, "the fields have a limit");
    auto rest = body;
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const auto name = plain_name(pair);
        if (name.empty()) continue;
        const auto value = parsed.form.find(name);
        require(value.has_value(), "every field is found");
        require(!find_bad_utf8(*value), "a value is UTF-8");
        const auto again = parse_form_body(encode(name) + '=' + encode(*value));
        require(!again.fault, "what was read can be written");
        require(again.form.find(name) == value, "and read again");
    }
    return 0;
}
