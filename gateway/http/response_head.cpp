#include "gateway/http/response_head.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace dsgw {

namespace http = boost::beast::http;

namespace {

class slicing_parser final : public http::basic_parser<false>
{
public:
    slicing_parser(response_head& head, std::size_t headers_max)
        : head_(head), headers_max_(headers_max)
    {
        header_limit(UINT32_MAX);  // the caller bounds the bytes before it calls
        body_limit(boost::none);
        skip(true);  // the body is not this parser's business
    }

private:
    using view = boost::beast::string_view;

    void on_response_impl(int status, view reason, int version, error_code& ec) override
    {
        head_.status = static_cast<unsigned>(status);
        head_.reason = reason;
        head_.version = static_cast<unsigned>(version);
        ec = {};
    }

    void on_field_impl(http::field id, view name, view value, error_code& ec) override
    {
        if (head_.fields.size() == headers_max_) {
            ec = errc::upstream_malformed;
            return;
        }
        head_.fields.push_back({id, name, value});
    }

    void on_request_impl(http::verb, view, view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(view body, error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, view body, error_code&) override
    {
        return body.size();
    }
    void on_finish_impl(error_code&) override {}

    response_head& head_;
    std::size_t headers_max_;
};

/// @return false if the fields contradict each other or themselves.
bool read_fields(response_head& head, bool& sized, bool& chunked)
{
    for (const auto& field : head.fields) {
        if (field.id == http::field::content_length) {
            const auto length = parse_content_length(field.value);
            if (!length || sized) return false;
            head.content_length = *length;
            sized = true;
        } else if (field.id == http::field::transfer_encoding) {
            if (!equals_ignoring_case(field.value, "chunked") || chunked || head.version == 10) {
                return false;
            }
            chunked = true;
        } else if (field.id == http::field::connection) {
            for_each_list_element(field.value, [&](std::string_view option) {
                if (equals_ignoring_case(option, "close")) head.keep_alive = false;
                if (head.version == 10 && equals_ignoring_case(option, "keep-alive")) {
                    head.keep_alive = true;
                }
            });
        }
    }
    return !(sized && chunked);
}

}  // namespace

error_code parse_response_head(
    std::string_view raw, std::size_t headers_max, bool to_head, response_head& head
)
{
    auto fields = std::move(head.fields);
    fields.clear();
    head = response_head{};
    head.fields = std::move(fields);

    if (has_folded_line(raw)) return errc::upstream_malformed;
    slicing_parser parser(head, headers_max);
    error_code ec;
    parser.put(boost::asio::buffer(raw.data(), raw.size()), ec);
    if (ec || !parser.is_header_done() || head.status < 100) return errc::upstream_malformed;
    head.keep_alive = head.version == 11;
    bool sized = false;
    bool chunked = false;
    if (!read_fields(head, sized, chunked)) return errc::upstream_malformed;

    const bool bodiless = to_head || head.is_interim() || head.status == 204 || head.status == 304;
    if (bodiless) {
        head.framing = body_framing::none;
    } else if (chunked) {
        head.framing = body_framing::chunked;
    } else if (sized) {
        head.framing = head.content_length > 0 ? body_framing::sized : body_framing::none;
    } else {
        head.framing = body_framing::until_close;
        head.keep_alive = false;
    }
    return {};
}

}  // namespace dsgw
