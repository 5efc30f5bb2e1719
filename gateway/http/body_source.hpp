#pragma once

// A body as it comes in, whatever its framing: payload out of raw bytes. Pure.

#include "gateway/http/byte_buffer.hpp"
#include "gateway/http/chunk_decoder.hpp"
#include "gateway/http/errc.hpp"
#include "gateway/http/head_fields.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace dsgw {

class body_source
{
public:
    body_source(body_framing framing, std::uint64_t content_length)
        : framing_(framing), remaining_(content_length)
    {}

    /// Payload that is at hand, at the front of `from`; "" if none is. Call used() when it has gone
    /// on.
    /// @return errc::malformed_chunk.
    [[nodiscard]] result<std::string_view> take(byte_buffer& from);

    /// Removes from `from` what the last take() looked at.
    void used(byte_buffer& from);

    /// The whole body has been taken. Never true for until_close: end() says so.
    [[nodiscard]] bool is_done() const;

    /// The bytes have ended. @return true if that is where the body was to end.
    bool end();

    /// Payload bytes taken so far.
    [[nodiscard]] std::uint64_t payload_bytes() const { return payload_bytes_; }

    /// Trailer lines of a chunked body, "" for none.
    [[nodiscard]] const std::string& trailers() const { return decoder_.trailers(); }

private:
    body_framing framing_;
    std::uint64_t remaining_;
    chunk_decoder decoder_;
    std::size_t taken_ = 0;
    std::uint64_t payload_bytes_ = 0;
    bool ended_ = false;
};

/// The frame of one chunk: "1f4\r\n" before the payload, "\r\n" behind it, and the last chunk where
/// due.
class chunk_frame
{
public:
    /// @param trailers  field lines for the trailer section, if this is the last.
    chunk_frame(std::size_t payload, bool is_last, std::string_view trailers);

    [[nodiscard]] std::string_view before() const { return {text_.data(), before_}; }
    [[nodiscard]] const std::string& behind() const { return behind_; }

private:
    std::array<char, 20> text_;
    std::size_t before_ = 0;
    std::string behind_;  // short enough for the small-string buffer, but for trailers
};

}  // namespace dsgw
