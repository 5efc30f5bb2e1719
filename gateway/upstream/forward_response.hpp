#pragma once

// Step 8, stream: sends Datasette's response to the client.

#include "gateway/html/menu_insertion.hpp"
#include "gateway/upstream/forward_request.hpp"

#include <memory>
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
class forward_response
{
public:
    /// Makes the head for the client.
    forward_response(forward_parts& parts, const answered_request& answered);

    /// Sends all of the response.
    /// @return as forward().
    [[nodiscard]] task<result<connection_fate>> relay();

private:
    [[nodiscard]] bool begin_menu();
    [[nodiscard]] std::string_view with_menu(std::string_view payload, bool is_last);
    [[nodiscard]] result<connection_fate> end(bool complete, bool uploaded);
    [[nodiscard]] errc why_cut_short() const;

    forward_parts& parts_;
    exchange& ex_;
    upstream_lease& up_;
    const answered_request& answered_;
    body_framing to_client_;
    bool keep_alive_ = false;          // of the client's connection, according to its head
    bool reusable_now_ = false;        // no bytes followed the end of the response
    std::unique_ptr<menu_work> menu_;  // separate, since most responses are not pages
};

}  // namespace dsgw
