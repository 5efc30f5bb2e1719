#pragma once

// What the commands of `secrets` print: tables for people. Names and notes may have been written by
// others, so nothing in them reaches the terminal as a control character.

#include "secrets/catalogue.hpp"

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// Rows of equal length, the first is the heading; columns two spaces apart.
void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& rows);

void print_catalogue(std::ostream& out, std::span<const secrets::catalogue_entry> entries);
void print_versions(std::ostream& out, std::span<const secrets::version_info> versions);
void print_audit(std::ostream& out, std::span<const secrets::audit_entry> entries);

/// With "?" for control characters.
[[nodiscard]] std::string printable(std::string_view text);

/// "1 version", "2 versions".
[[nodiscard]] std::string count_text(std::size_t count, std::string_view one);

}  // namespace dsgw
