#include "gateway/http/body_source.hpp"

#include <algorithm>
#include <charconv>

namespace dsgw {

result<std::string_view> body_source::take(byte_buffer& from)
{
    taken_ = 0;
    if (from.empty()) return std::string_view{};
    std::size_t payload = 0;
    if (framing_ == body_framing::chunked) {
        const auto progress = decoder_.decode(from.data(), from.size());
        if (!progress) return progress.error();
        taken_ = progress->consumed;
        payload = progress->payload;
    } else if (framing_ == body_framing::sized) {
        payload = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, from.size()));
        remaining_ -= payload;
        taken_ = payload;
    } else if (framing_ == body_framing::until_close) {
        taken_ = payload = from.size();
    }
    payload_bytes_ += payload;
    return std::string_view(from.data(), payload);
}

void body_source::used(byte_buffer& from)
{
    from.consume(taken_);
    taken_ = 0;
}

bool body_source::is_done() const
{
    switch (framing_) {
        case body_framing::none:
            return true;
        case body_framing::sized:
            return remaining_ == 0;
        case body_framing::chunked:
            return decoder_.is_done();
        case body_framing::until_close:
            return ended_;
    }
    return true;
}

bool body_source::end()
{
    ended_ = true;
    return is_done();
}

chunk_frame::chunk_frame(std::size_t payload, bool is_last, std::string_view trailers)
{
    if (payload > 0) {
        const auto end = std::to_chars(text_.data(), text_.data() + 16, payload, 16).ptr;
        before_ = static_cast<std::size_t>(end - text_.data());
        text_[before_++] = '\r';
        text_[before_++] = '\n';
        behind_ = "\r\n";
    }
    if (is_last) {
        behind_ += "0\r\n";
        behind_ += trailers;
        behind_ += "\r\n";
    }
}

}  // namespace dsgw
