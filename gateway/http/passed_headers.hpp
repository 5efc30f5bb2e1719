#pragma once

// The request headers that reach Datasette: an allow list, since a list of all names that proxies
// and plugins use for identity can never be complete. Headers that the gateway writes itself never
// come from the client.

#include "base/problem.hpp"
#include "gateway/http/limits.hpp"

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

/// A standard request header in Beast's list: a fast check for most headers.
[[nodiscard]] bool has_standard_number(boost::beast::http::field id);

/// Standard request fields, Sec-*, tracing, X-Requested-With, X-CSRF*, HX-*, MCP-* and the like.
/// False for any name with characters other than letters, digits and hyphens.
[[nodiscard]] bool is_standard_request_header(std::string_view name);

/// Headers that the gateway writes itself, or that decide the meaning of a message. '_' counts as
/// '-', since servers behind the gateway may read X_Forwarded_For as X-Forwarded-For.
[[nodiscard]] bool is_written_by_gateway(std::string_view name);

/// The parsed setting upstream.pass_headers. Immutable.
class header_pass_list
{
public:
    header_pass_list() = default;

    /// @param entries  "X-Acme-Team" is that name in upper or lower case; "X-Acme-*" is every name
    ///                 of letters, digits and hyphens with that beginning.
    explicit header_pass_list(const std::vector<std::string>& entries);

    /// @return the reason why this cannot be in the list, or nothing.
    [[nodiscard]] static std::optional<problem> check_entry(std::string_view entry);

    /// @param name  one for which is_written_by_gateway() is false.
    [[nodiscard]] bool contains(std::string_view name) const;

private:
    std::vector<std::string> names_;
    std::vector<std::string> prefixes_;
};

/// Logs the name of each dropped header, once per process and up to a limit. Thread-safe; takes no
/// lock.
class dropped_headers
{
public:
    /// @return true if it has just been logged.
    bool note(std::string_view name);

private:
    std::array<std::atomic<std::uint64_t>, limits::logged_header_names_max> seen_{};
};

/// The instance of the process.
[[nodiscard]] dropped_headers& dropped_request_headers();

}  // namespace dsgw
