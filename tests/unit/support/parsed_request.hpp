#pragma once

// A request head as text, parsed, together with the bytes its views point into.

#include "gateway/http/strict_head.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace dsgw::test {

class parsed_request
{
public:
    explicit parsed_request(std::string raw, const request_head_limits& limits = {})
        : raw_(std::move(raw)), parsed_(parse_request_head(raw_, limits, head_))
    {}
    parsed_request(const parsed_request&) = delete;
    parsed_request& operator=(const parsed_request&) = delete;

    const request_head& operator*() const { return head_; }
    const request_head* operator->() const { return &head_; }

    /// The name of the errc, or "" if the head was accepted.
    std::string refusal() const { return std::string(parsed_ ? "" : name_of(parsed_.error())); }

private:
    const std::string raw_;
    request_head head_;
    result<> parsed_;
};

inline std::string refusal_of(std::string_view raw, const request_head_limits& limits = {})
{
    return parsed_request(std::string(raw), limits).refusal();
}

/// A request for `line` ("POST /x HTTP/1.1") with a Host and these further lines, each with its
/// CR LF.
inline std::string request_text(std::string_view line, std::string_view lines = {})
{
    std::string text(line);
    text += "\r\nHost: data.example.org\r\n";
    text += lines;
    return text + "\r\n";
}

}  // namespace dsgw::test
