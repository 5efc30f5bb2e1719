#pragma once

// The few macros of roff (man(7)) that our pages use. All text is escaped, so that texts from the
// program's tables appear unchanged.

#include <string>
#include <string_view>

namespace dsgw::manual {

/// @return literal text: hyphens that can be copied, no escapes, no requests.
[[nodiscard]] std::string roff_text(std::string_view text);

class man_page
{
public:
    /// @param section  "1" or "5".
    man_page(std::string_view name, std::string_view section, std::string_view about);

    man_page& heading(std::string_view text);
    man_page& subheading(std::string_view text);
    man_page& paragraph(std::string_view text);
    /// A term and, indented below it, its meaning.
    man_page& term(std::string_view bold, std::string_view italic, std::string_view meaning);
    /// Lines without filling.
    man_page& listing(std::string_view lines);

    [[nodiscard]] const std::string& source() const { return source_; }

private:
    std::string source_;
};

}  // namespace dsgw::manual
