#pragma once

// Beast's grammar of a head, without storage: the fields become slices of the caller's bytes.
// strict_head and response_head check the meaning of the fields, and the rules that Beast does not
// enforce.

#include "gateway/http/head_fields.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <cstdint>

namespace dsgw {

/// @tparam Head  request_head or response_head; its start line and `fields` are set.
template <bool is_request, class Head>
class slicing_parser final : public boost::beast::http::basic_parser<is_request>
{
    using error_code = boost::system::error_code;
    using error = boost::beast::http::error;
    using view = boost::beast::string_view;
    using verb = boost::beast::http::verb;
    using field = boost::beast::http::field;

public:
    slicing_parser(Head& head, std::size_t headers_max) : head_(head), headers_max_(headers_max)
    {
        this->header_limit(UINT32_MAX);  // the caller limits the bytes before the call
        this->body_limit(boost::none);
        if constexpr (!is_request) this->skip(true);  // this parser does not read the body
    }

    /// One whole head.
    /// @return Beast's error: header_limit for more than `headers_max` fields.
    [[nodiscard]] error_code parse(std::string_view raw)
    {
        error_code ec;
        this->put(boost::asio::buffer(raw.data(), raw.size()), ec);
        if (!ec && !this->is_header_done()) ec = error::partial_message;
        return ec;
    }

private:
    void on_request_impl(verb number, view method, view target, int version, error_code& ec)
        override
    {
        if constexpr (is_request) {
            head_.verb = number;
            head_.method = method;
            head_.target = target;
            head_.version = static_cast<unsigned>(version);
        }
        ec = {};
    }

    void on_response_impl(int status, view reason, int version, error_code& ec) override
    {
        if constexpr (!is_request) {
            head_.status = static_cast<unsigned>(status);
            head_.reason = reason;
            head_.version = static_cast<unsigned>(version);
        }
        ec = {};
    }

    void on_field_impl(field id, view name, view value, error_code& ec) override
    {
        if (head_.fields.size() == headers_max_) {
            ec = error::header_limit;
            return;
        }
        head_.fields.push_back({id, name, value});
    }

    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(view body, error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, view body, error_code&) override
    {
        return body.size();
    }
    void on_finish_impl(error_code&) override {}

    Head& head_;
    std::size_t headers_max_;
};

}  // namespace dsgw
