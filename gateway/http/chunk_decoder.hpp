#pragma once

// Takes the payload out of a chunked body as the bytes arrive, in any pieces. Pure, no storage of
// payload: it is moved to the front of the caller's own bytes.

#include "gateway/http/errc.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace dsgw {

/// Strict reader of RFC 9112 section 7.1: sizes of 1 to 15 hex digits, well-formed extensions
/// (thrown away, bounded), CR LF line ends only, a bounded trailer section whose lines are kept.
class chunk_decoder
{
public:
    struct progress
    {
        std::size_t consumed;  ///< bytes read, from the front
        std::size_t payload;   ///< bytes of payload, now at the front
    };

    /// Reads as much of `bytes` as belongs to this body. Payload is compacted in place: after the
    /// call bytes[0, payload) is payload and bytes[consumed, size) is untouched.
    /// @return errc::malformed_chunk; the decoder is of no use after that.
    [[nodiscard]] result<progress> decode(char* bytes, std::size_t size);

    /// The last chunk and the trailer section have been read.
    [[nodiscard]] bool is_done() const { return state_ == state::done; }

    /// The trailer section's field lines as they came, each with its CR LF; "" for none.
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
        quoted_pair,         // the character behind a backslash
        value_end,           // behind the closing quote
        blank_behind_value,  // white space up to ';'
        size_lf,             // LF of the size line
        data,                // payload
        data_cr,             // CR behind the payload
        data_lf,             // LF behind the payload
        trailer_first,       // first character of a trailer line, or CR of the empty one
        trailer_name,        // a token, up to the colon
        trailer,             // up to CR
        trailer_lf,          // LF of a trailer line
        last_lf,             // LF of the empty line
        done,
    };

    /// @return false on a character that does not belong there.
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
