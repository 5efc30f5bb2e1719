#include "gateway/http/errc.hpp"

#include <array>
#include <string>

namespace dsgw {

namespace {

struct named
{
    errc code;
    std::string_view name;
};

constexpr std::array<named, errc_count> names{{
    {errc::malformed_request_line, "malformed_request_line"},
    {errc::malformed_header_line, "malformed_header_line"},
    {errc::folded_header_line, "folded_header_line"},
    {errc::missing_host, "missing_host"},
    {errc::repeated_host, "repeated_host"},
    {errc::malformed_host, "malformed_host"},
    {errc::host_differs_from_target, "host_differs_from_target"},
    {errc::malformed_target, "malformed_target"},
    {errc::length_and_encoding, "length_and_encoding"},
    {errc::malformed_content_length, "malformed_content_length"},
    {errc::unknown_transfer_encoding, "unknown_transfer_encoding"},
    {errc::repeated_authorization, "repeated_authorization"},
    {errc::malformed_chunk, "malformed_chunk"},
    {errc::connect_refused, "connect_refused"},
    {errc::malformed_upgrade, "malformed_upgrade"},
    {errc::too_many_connection_options, "too_many_connection_options"},
    {errc::trace_refused, "trace_refused"},
    {errc::unknown_expectation, "unknown_expectation"},
    {errc::head_too_large, "head_too_large"},
    {errc::too_many_headers, "too_many_headers"},
    {errc::target_too_long, "target_too_long"},
    {errc::body_too_large, "body_too_large"},
    {errc::head_timeout, "head_timeout"},
    {errc::body_timeout, "body_timeout"},
    {errc::cross_origin, "cross_origin"},
    {errc::not_found, "not_found"},
    {errc::method_not_allowed, "method_not_allowed"},
    {errc::credentials_required, "credentials_required"},
    {errc::kdf_queue_full, "kdf_queue_full"},
    {errc::too_many_tries, "too_many_tries"},
    {errc::token_unverified, "token_unverified"},
    {errc::token_on_own_page, "token_on_own_page"},
    {errc::upstream_refused, "upstream_refused"},
    {errc::upstream_starting, "upstream_starting"},
    {errc::upstream_busy, "upstream_busy"},
    {errc::upstream_timeout, "upstream_timeout"},
    {errc::upstream_closed, "upstream_closed"},
    {errc::upstream_malformed, "upstream_malformed"},
    {errc::downstream_closed, "downstream_closed"},
    {errc::internal, "internal"},
}};
static_assert(covers_every_errc(names));

// Boost gives error_category no virtual destructor on purpose: categories are never deleted.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class category final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "dsgw.gateway"; }

    [[nodiscard]] std::string message(int value) const override
    {
        return std::string(name_of(static_cast<errc>(value)));
    }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& gateway_category()
{
    static const category instance;
    return instance;
}

side side_of(errc code)
{
    switch (code) {
        case errc::token_unverified:
        case errc::upstream_refused:
        case errc::upstream_starting:
        case errc::upstream_busy:
        case errc::upstream_timeout:
        case errc::upstream_closed:
        case errc::upstream_malformed:
            return side::upstream;
        case errc::kdf_queue_full:
        case errc::internal:
            return side::internal;
        default:
            return side::downstream;
    }
}

std::string_view name_of(errc code)
{
    const auto row = static_cast<std::size_t>(code) - 1;
    return row < names.size() ? names[row].name : "unknown";
}

std::string_view name_of(side which)
{
    switch (which) {
        case side::downstream:
            return "downstream";
        case side::upstream:
            return "upstream";
        case side::internal:
            return "internal";
    }
    return "unknown";
}

}  // namespace dsgw
