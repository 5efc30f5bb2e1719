#include "gateway/http/head_fields.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace {

constexpr std::array<bool, 256> make_token_table()
{
    std::array<bool, 256> table{};
    for (unsigned char c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c)
        table[c] = true;
    for (unsigned char c = 'A'; c <= 'Z'; ++c)
        table[c] = true;
    for (const unsigned char c : std::string_view("!#$%&'*+-.^_`|~"))
        table[c] = true;
    return table;
}

constexpr auto token_table = make_token_table();

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr std::size_t content_length_digits_max = 18;

}  // namespace

bool is_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return token_table[static_cast<unsigned char>(c)];
    });
}

bool equals_ignoring_case(std::string_view left, std::string_view right)
{
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) {
               return to_lower(a) == to_lower(b);
           });
}

std::optional<std::uint64_t> parse_content_length(std::string_view value)
{
    if (value.empty() || value.size() > content_length_digits_max) return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : value) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number;
}

std::optional<std::size_t> find_head_end(std::string_view bytes, std::size_t& scanned)
{
    // The closing "\r\n\r\n" may straddle two reads: begin three bytes before what is new.
    const auto from = scanned > 3 ? scanned - 3 : 0;
    const auto end = bytes.find("\r\n\r\n", from);
    scanned = bytes.size();
    if (end == std::string_view::npos) return std::nullopt;
    return end + 4;
}

bool has_folded_line(std::string_view head)
{
    for (auto at = head.find('\n'); at != std::string_view::npos && at + 1 < head.size();
         at = head.find('\n', at + 1)) {
        if (head[at + 1] == ' ' || head[at + 1] == '\t') return true;
    }
    return false;
}

}  // namespace dsgw
