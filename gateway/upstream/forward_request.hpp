#pragma once

// Step 7, forward: sends a request to Datasette and reads the head of the final response.

#include "gateway/http/body_source.hpp"
#include "gateway/upstream/forward_parts.hpp"
#include "gateway/upstream/upload.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace dsgw {

/// A request that Datasette has answered: the head of the response is in ex.response and at the
/// beginning of the upstream's buffer. Only forward_request makes one.
class answered_request
{
public:
    [[nodiscard]] std::size_t head_size() const { return head_size_; }

    /// Whether all of the request has gone to Datasette: later bytes of the client are another
    /// request.
    [[nodiscard]] bool is_body_sent() const
    {
        return upload_ ? upload_->has_ended() && !upload_->failure() : is_sent_;
    }

    /// Null, or the rest of a body that was on its way when the head arrived.
    [[nodiscard]] upload* rest_of_body() const { return upload_.get(); }

private:
    friend class forward_request;
    answered_request(std::size_t head_size, bool is_sent, std::shared_ptr<upload> rest)
        : head_size_(head_size), is_sent_(is_sent), upload_(std::move(rest))
    {}

    std::size_t head_size_;
    bool is_sent_;
    std::shared_ptr<upload> upload_;
};

/// Lives in the frame of forward().
class forward_request
{
public:
    explicit forward_request(forward_parts& parts);

    [[nodiscard]] task<result<answered_request>> ask();

    /// After a failed ask(): the connections can be used for nothing else.
    [[nodiscard]] task<> give_up();

private:
    [[nodiscard]] task<result<>> gather_body(std::string_view first_piece);
    [[nodiscard]] bool is_body_too_large() const;
    [[nodiscard]] task<result<>> take_connection(reuse wanted);
    [[nodiscard]] task<result<>> ask_once(std::string_view first_piece, reuse wanted);
    [[nodiscard]] write_pieces request_pieces(
        std::string_view first_piece, const chunk_frame& frame
    ) const;
    void start_upload();
    [[nodiscard]] task<result<>> read_head();
    [[nodiscard]] result<> check_head();
    [[nodiscard]] task<bool> pass_on_interim();
    [[nodiscard]] errc why_no_head() const;

    forward_parts& parts_;
    exchange& ex_;
    upstream_lease& up_;
    body_source body_;
    body_framing framing_;
    bool is_websocket_;
    std::optional<byte_buffer> gathered_;  // the part of a body that did not arrive with its head
    std::shared_ptr<upload> upload_;
    std::size_t head_size_ = 0;
    bool got_bytes_ = false;
};

}  // namespace dsgw
