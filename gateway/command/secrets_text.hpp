#pragma once

// The output of the commands of `secrets`: tables for people. Names and notes may come from others,
// so control characters in them never reach the terminal.

#include "secrets/catalogue.hpp"

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// Prints rows of equal length, the heading first; columns are two spaces apart.
void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& rows);

void print_catalogue(std::ostream& out, std::span<const secrets::catalogue_entry> entries);
void print_versions(std::ostream& out, std::span<const secrets::version_info> versions);
void print_audit(std::ostream& out, std::span<const secrets::audit_entry> entries);

/// Replaces control characters with "?".
[[nodiscard]] std::string printable(std::string_view text);

/// "1 version", "2 versions".
[[nodiscard]] std::string count_text(std::size_t count, std::string_view one);

}  // namespace dsgw
