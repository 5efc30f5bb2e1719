#pragma once

// Extracts the payload of a body from raw bytes as they arrive, for any framing. Pure.

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

    /// The available payload, at the front of `from`; "" if there is none. Call used() after it has
    /// been forwarded.
    /// @return errc::malformed_chunk.
    [[nodiscard]] result<std::string_view> take(byte_buffer& from);

    /// Removes the bytes that the last take() examined from `from`.
    void used(byte_buffer& from);

    /// Whether the whole body has been taken. Never true for until_close: use end().
    [[nodiscard]] bool is_done() const;

    /// The input has ended.
    /// @return true if the body ends here.
    bool end();

    /// Number of payload bytes taken so far.
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

/// The frame of one chunk: "1f4\r
/// " before the payload, "\r
/// " after it, and the last chunk if it is the end.
class chunk_frame
{
public:
    /// @param trailers  field lines for the trailer section, if this is the last chunk.
    chunk_frame(std::size_t payload, bool is_last, std::string_view trailers);

    [[nodiscard]] std::string_view before() const { return {text_.data(), before_}; }
    [[nodiscard]] const std::string& behind() const { return behind_; }

private:
    std::array<char, 20> text_;
    std::size_t before_ = 0;
    std::string behind_;  // fits into the small-string buffer, except with trailers
};

}  // namespace dsgw
