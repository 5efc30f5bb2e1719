#pragma once

// One request on its way to Datasette and its response on the way back: the steps of forward().
// forward_request.cpp has the request's part, forward_response.cpp the response's.

#include "gateway/html/menu_insertion.hpp"
#include "gateway/http/body_source.hpp"
#include "gateway/net/client_connection.hpp"
#include "gateway/net/rate_floor.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/upstream/client_watch.hpp"
#include "gateway/upstream/forward.hpp"
#include "gateway/upstream/upload.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

/// A page being forwarded, while its menu may still follow.
struct menu_work
{
    explicit menu_work(menu_entries ours) : entries(std::move(ours)), insertion(entries) {}
    menu_work(const menu_work&) = delete;

    menu_entries entries;
    menu_insertion insertion;
    std::string piece;  ///< the part of the page that is not sent unchanged
};

/// Lives in the frame of forward().
class forwarding
{
public:
    forwarding(
        upstream_pool& pool, client_connection& client, exchange& ex, std::shared_ptr<void> owner,
        const bool& draining, request_guard& guard
    )
        : pool_(pool),
          client_(client),
          ex_(ex),
          owner_(std::move(owner)),
          draining_(draining),
          guard_(guard),
          settings_(ex.config->settings()),
          body_(ex.request.framing, ex.request.content_length),
          framing_(ex.request.framing),
          is_websocket_(ex.request.upgrades_to_websocket),
          watch_(pool.clock(), client.stream, up_)
    {}

    /// Sends the request and reads the head of the final response.
    [[nodiscard]] task<result<>> ask();
    [[nodiscard]] task<> give_up();
    void drop_connection();
    [[nodiscard]] task<connection_fate> run_tunnel();

    /// Makes the head for the client.
    /// @return the framing of the body for the client.
    [[nodiscard]] body_framing begin_relay();

    /// @return false if either side failed before the end.
    [[nodiscard]] task<bool> relay_body(body_framing to_client);

    /// Whether all of the request has gone to Datasette: later bytes of the client are another
    /// request.
    [[nodiscard]] bool is_body_sent() const;
    [[nodiscard]] bool is_uploading() const { return upload_ != nullptr; }
    [[nodiscard]] task<> stop_upload();

    /// @param complete  the result of relay_body().
    /// @param uploaded  is_body_sent() at that time.
    [[nodiscard]] result<connection_fate> end_relay(bool complete, bool uploaded);

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
    [[nodiscard]] bool begin_menu();
    [[nodiscard]] std::string_view with_menu(std::string_view payload, bool is_last);
    [[nodiscard]] error_code write_at_once(
        std::string_view payload, bool is_last, body_framing to_client, std::string_view trailers
    );
    [[nodiscard]] task<error_code> write_rest();
    [[nodiscard]] task<bool> write_head();
    [[nodiscard]] errc why_no_head() const;
    [[nodiscard]] errc why_cut_short() const;

    upstream_pool& pool_;
    client_connection& client_;
    exchange& ex_;
    std::shared_ptr<void> owner_;
    const bool& draining_;
    request_guard& guard_;
    const gateway_settings& settings_;
    body_source body_;
    body_framing framing_;
    bool is_websocket_;

    upstream_lease up_;
    client_watch watch_;
    std::optional<byte_buffer> gathered_;  // the part of a body that did not arrive with its head
    std::shared_ptr<upload> upload_;
    std::size_t head_size_ = 0;
    bool got_bytes_ = false;
    bool keep_alive_ = false;    // of the client's connection, according to its head
    bool reusable_now_ = false;  // no bytes followed the end of the response
    std::optional<chunk_frame> frame_;
    write_pieces pieces_;              // the pieces being written to the client
    std::unique_ptr<menu_work> menu_;  // separate, since most responses are not pages
    rate_floor write_floor_{
        settings_.limits.body_bytes_per_second_min, settings_.limits.idle_timeout};
};

}  // namespace dsgw
