#pragma once

// Extracts the payload of a chunked body as the bytes arrive, in pieces of any size. Pure; does not
// store payload, but moves it to the front of the caller's bytes.

#include "gateway/http/errc.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace dsgw {

/// Strict reader of RFC 9112 section 7.1: sizes of 1 to 15 hex digits, well-formed extensions
/// (discarded, bounded), only CR LF as line ends, and a bounded trailer section whose lines are
/// kept.
class chunk_decoder
{
public:
    struct progress
    {
        std::size_t consumed;  ///< bytes read, from the front
        std::size_t payload;   ///< bytes of payload, now at the front
    };

    /// Reads the part of `bytes` that belongs to this body. Payload is compacted in place: after
    /// the call bytes[0, payload) is payload and bytes[consumed, size) is unchanged.
    /// @return errc::malformed_chunk; the decoder cannot be used after that.
    [[nodiscard]] result<progress> decode(char* bytes, std::size_t size);

    /// Whether the last chunk and the trailer section have been read.
    [[nodiscard]] bool is_done() const { return state_ == state::done; }

    /// The field lines of the trailer section as sent, each with its CR LF; "" if there are none.
    [[nodiscard]] const std::string& trailers() const { return trailers_; }

private:
    enum class state
    {
        size_first,          // the first hex digit
        size,                // more digits, an extension or the end of the line
        name_first,          // first character of an extension's name, or white space before it
        name,                // more of the name
        blank_behind_name,   // white space up to '=' or ';'
        value_first,         // first character of the value, or white space before it
        value,               // more of a value that is a token
        quoted,              // up to the closing quote
        quoted_pair,         // the character after a backslash
        value_end,           // after the closing quote
        blank_behind_value,  // white space up to ';'
        size_lf,             // LF of the size line
        data,                // payload
        data_cr,             // CR after the payload
        data_lf,             // LF after the payload
        trailer_first,       // first character of a trailer line, or CR of the empty one
        trailer_name,        // a token, up to the colon
        trailer,             // up to CR
        trailer_lf,          // LF of a trailer line
        last_lf,             // LF of the empty line
        done,
    };

    /// @return false for a character that is not allowed there.
    bool step(char c);
    bool step_size(char c);
    bool step_extension(char c);
    bool step_trailer(char c);

    state state_ = state::size_first;
    std::uint64_t remaining_ = 0;
    unsigned digits_ = 0;
    std::size_t extension_bytes_ = 0;
    std::string trailers_;
};

}  // namespace dsgw
