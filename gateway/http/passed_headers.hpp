#pragma once

// Which request headers reach Datasette: an allow list, since no list of the names that proxies and
// plugins take for identity ever ends. What the gateway writes itself never comes from the client.

#include <boost/beast/http/field.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// A standard request header that Beast has a number for: the quick answer for most headers.
[[nodiscard]] bool has_standard_number(boost::beast::http::field id);

/// Standard request fields, Sec-*, tracing, X-Requested-With, X-CSRF*, HX-*, MCP-* and the like.
/// False for any name with characters other than letters, digits and hyphens.
[[nodiscard]] bool is_standard_request_header(std::string_view name);

/// Headers that the gateway writes itself, or that decide what a message means; '_' counts as '-',
/// since servers behind the gateway may read X_Forwarded_For as X-Forwarded-For.
[[nodiscard]] bool is_written_by_gateway(std::string_view name);

/// The setting upstream.pass_headers, ready to be asked. Immutable.
class header_pass_list
{
public:
    header_pass_list() = default;

    /// @param entries  "X-Acme-Team" is that name in upper or lower case; "X-Acme-*" is every name
    /// of
    ///                 letters, digits and hyphens that begins so.
    explicit header_pass_list(const std::vector<std::string>& entries);

    /// @return why this cannot be in the list; nothing if it can.
    [[nodiscard]] static std::optional<std::string> why_malformed(std::string_view entry);

    /// @param name  not one that is_written_by_gateway().
    [[nodiscard]] bool contains(std::string_view name) const;

private:
    std::vector<std::string> names_;
    std::vector<std::string> prefixes_;
};

/// Logs the name of each header that is not passed on, once per process and up to a bound. For all
/// threads; takes no lock.
class dropped_headers
{
public:
    static constexpr std::size_t names_max = 256;

    /// @return true if it was logged now.
    bool note(std::string_view name);

private:
    std::array<std::atomic<std::uint64_t>, names_max> seen_{};
};

/// The process's own.
[[nodiscard]] dropped_headers& dropped_request_headers();

}  // namespace dsgw
