#include "gateway/errc.hpp"

#include <string>

namespace dsgw {

namespace {

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
        case errc::upstream_refused:
        case errc::upstream_starting:
        case errc::upstream_busy:
        case errc::upstream_timeout:
        case errc::upstream_closed:
        case errc::upstream_malformed:
            return side::upstream;
        case errc::kdf_queue_full:
        case errc::shutting_down:
        case errc::internal:
            return side::internal;
        default:
            return side::downstream;
    }
}

std::string_view name_of(errc code)
{
    switch (code) {
        case errc::malformed_request_line:
            return "malformed_request_line";
        case errc::malformed_header_line:
            return "malformed_header_line";
        case errc::folded_header_line:
            return "folded_header_line";
        case errc::missing_host:
            return "missing_host";
        case errc::repeated_host:
            return "repeated_host";
        case errc::malformed_host:
            return "malformed_host";
        case errc::host_differs_from_target:
            return "host_differs_from_target";
        case errc::malformed_target:
            return "malformed_target";
        case errc::length_and_encoding:
            return "length_and_encoding";
        case errc::malformed_content_length:
            return "malformed_content_length";
        case errc::unknown_transfer_encoding:
            return "unknown_transfer_encoding";
        case errc::repeated_authorization:
            return "repeated_authorization";
        case errc::malformed_chunk:
            return "malformed_chunk";
        case errc::connect_refused:
            return "connect_refused";
        case errc::malformed_upgrade:
            return "malformed_upgrade";
        case errc::trace_refused:
            return "trace_refused";
        case errc::unknown_expectation:
            return "unknown_expectation";
        case errc::head_too_large:
            return "head_too_large";
        case errc::too_many_headers:
            return "too_many_headers";
        case errc::target_too_long:
            return "target_too_long";
        case errc::body_too_large:
            return "body_too_large";
        case errc::head_timeout:
            return "head_timeout";
        case errc::body_timeout:
            return "body_timeout";
        case errc::cross_origin:
            return "cross_origin";
        case errc::not_found:
            return "not_found";
        case errc::method_not_allowed:
            return "method_not_allowed";
        case errc::credentials_required:
            return "credentials_required";
        case errc::kdf_queue_full:
            return "kdf_queue_full";
        case errc::upstream_refused:
            return "upstream_refused";
        case errc::upstream_starting:
            return "upstream_starting";
        case errc::upstream_busy:
            return "upstream_busy";
        case errc::upstream_timeout:
            return "upstream_timeout";
        case errc::upstream_closed:
            return "upstream_closed";
        case errc::upstream_malformed:
            return "upstream_malformed";
        case errc::downstream_closed:
            return "downstream_closed";
        case errc::idle_timeout:
            return "idle_timeout";
        case errc::shutting_down:
            return "shutting_down";
        case errc::internal:
            return "internal";
    }
    return "unknown";
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
