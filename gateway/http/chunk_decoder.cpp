#include "gateway/http/chunk_decoder.hpp"

#include "base/ascii.hpp"
#include "gateway/http/limits.hpp"

#include <algorithm>
#include <cstring>

namespace dsgw {

namespace {

bool is_text(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

}  // namespace

result<chunk_decoder::progress> chunk_decoder::decode(char* bytes, std::size_t size)
{
    std::size_t at = 0;
    std::size_t payload = 0;
    while (at < size && state_ != state::done) {
        if (state_ != state::data) {
            if (!step(bytes[at++])) return errc::malformed_chunk;
            continue;
        }
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, size - at));
        if (payload != at) std::memmove(bytes + payload, bytes + at, piece);
        payload += piece;
        at += piece;
        remaining_ -= piece;
        if (remaining_ == 0) state_ = state::data_cr;
    }
    return progress{at, payload};
}

bool chunk_decoder::step(char c)
{
    switch (state_) {
        case state::size_first:
        case state::size:
            return step_size(c);
        case state::name_first:
        case state::name:
        case state::blank_behind_name:
        case state::value_first:
        case state::value:
        case state::quoted:
        case state::quoted_pair:
        case state::value_end:
        case state::blank_behind_value:
            return step_extension(c);
        case state::size_lf:
            state_ = remaining_ > 0 ? state::data : state::trailer_first;
            return c == '\n';
        case state::data_cr:
            state_ = state::data_lf;
            return c == '\r';
        case state::data_lf:
            state_ = state::size_first;
            digits_ = 0;
            extension_bytes_ = 0;
            return c == '\n';
        case state::trailer_first:
        case state::trailer_name:
        case state::trailer:
        case state::trailer_lf:
        case state::last_lf:
            return step_trailer(c);
        case state::data:
        case state::done:
            break;
    }
    return false;
}

bool chunk_decoder::step_size(char c)
{
    if (const int digit = hex_digit(c); digit >= 0) {
        if (++digits_ > limits::chunk_size_digits_max) return false;
        remaining_ = remaining_ * 16 + static_cast<std::uint64_t>(digit);
        state_ = state::size;
        return true;
    }
    if (state_ == state::size_first) return false;
    if (c == '\r') {
        state_ = state::size_lf;
        return true;
    }
    state_ = state::name_first;
    return c == ';';
}

/// Grammar: *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] ).
/// @source RFC 9112 section 7.1.1.
/// ). White space between the size and the first semicolon is refused.
bool chunk_decoder::step_extension(char c)
{
    if (++extension_bytes_ > limits::chunk_extension_bytes_max) return false;
    const bool is_blank = c == ' ' || c == '\t';
    switch (state_) {
        case state::quoted_pair:
            state_ = state::quoted;
            return is_text(c);
        case state::quoted:
            if (c == '"') state_ = state::value_end;
            if (c == '\\') state_ = state::quoted_pair;
            return is_text(c);
        case state::name_first:
            if (is_blank) return true;
            state_ = state::name;
            return is_token({&c, 1});
        case state::value_first:
            if (is_blank) return true;
            state_ = c == '"' ? state::quoted : state::value;
            return c == '"' || is_token({&c, 1});
        case state::name:
        case state::value:
            if (is_token({&c, 1})) return true;
            break;
        default:
            break;
    }
    const bool is_behind_name = state_ == state::name || state_ == state::blank_behind_name;
    const bool is_behind_blank =
        state_ == state::blank_behind_name || state_ == state::blank_behind_value;
    if (is_blank) {
        state_ = is_behind_name ? state::blank_behind_name : state::blank_behind_value;
        return true;
    }
    if (c == '=' && is_behind_name) {
        state_ = state::value_first;
        return true;
    }
    state_ = c == ';' ? state::name_first : state::size_lf;
    return c == ';' || (c == '\r' && !is_behind_blank);
}

bool chunk_decoder::step_trailer(char c)
{
    switch (state_) {
        case state::trailer_first:
            if (c == '\r') {
                state_ = state::last_lf;
                return true;
            }
            state_ = state::trailer_name;
            if (!is_token({&c, 1})) return false;
            break;
        case state::trailer_name:
            if (c == ':') {
                state_ = state::trailer;
            } else if (!is_token({&c, 1})) {
                return false;
            }
            break;
        case state::trailer:
            if (c == '\r') state_ = state::trailer_lf;
            if (c != '\r' && !is_text(c)) return false;
            break;
        case state::trailer_lf:
            state_ = state::trailer_first;
            if (c != '\n') return false;
            break;
        default:
            state_ = state::done;
            return c == '\n';
    }
    trailers_ += c;
    return trailers_.size() <= limits::trailer_bytes_max;
}

}  // namespace dsgw
