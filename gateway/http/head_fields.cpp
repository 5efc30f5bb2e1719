#include "gateway/http/head_fields.hpp"

#include "gateway/http/limits.hpp"

namespace dsgw {

namespace {

/// The first byte at or after `from` that a head must not contain: a control character other than
/// tab, CR without LF, LF without CR. A CR at the very end may still be followed by its LF.
/// @source RFC 9112 section 2.2; RFC 9110 section 5.5.
std::size_t find_impossible_byte(std::string_view bytes, std::size_t from)
{
    for (auto i = from; i < bytes.size(); ++i) {
        const auto c = static_cast<unsigned char>(bytes[i]);
        if (c == '\n' && (i == 0 || bytes[i - 1] != '\r')) return i;
        if (c == '\r' && i + 1 < bytes.size() && bytes[i + 1] != '\n') return i;
        const bool is_line_end = c == '\n' || c == '\r';
        if ((c < 0x20 && c != '\t' && !is_line_end) || c == 0x7f) return i;
    }
    return std::string_view::npos;
}

}  // namespace

std::optional<std::uint64_t> parse_content_length(std::string_view value)
{
    if (value.empty() || value.size() > limits::content_length_digits_max) return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : value) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number;
}

std::optional<std::size_t> find_head_end(std::string_view bytes, std::size_t& scanned)
{
    // The closing "\r
    // \r
    // " may be split between two reads: begin three bytes before the new ones.
    const auto from = scanned > 3 ? scanned - 3 : 0;
    const auto end = bytes.find("\r\n\r\n", from);
    scanned = bytes.size();
    if (end != std::string_view::npos) return end + 4;
    const auto impossible = find_impossible_byte(bytes, from);
    if (impossible != std::string_view::npos) return impossible + 1;
    return std::nullopt;
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
