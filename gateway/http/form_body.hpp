#pragma once

// The body of a form as browsers send it (application/x-www-form-urlencoded), read strictly: what
// could be read in two ways is refused. What was decoded is wiped when it goes, since passwords and
// secrets come this way. Pure.

#include "base/secret_bytes.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace dsgw {

struct form_limits
{
    std::size_t bytes_max = 64 * 1024;  ///< of the encoded body; a form of secrets wants more
    std::size_t fields_max = 50;
};

/// Why a body is no form.
enum class form_fault
{
    too_large,
    too_many_fields,
    malformed_escape,  ///< '%' without two hex digits
    not_utf8,
    repeated_field,  ///< which of the two was meant?
};

/// A sentence for whoever sent it.
[[nodiscard]] std::string_view describe(form_fault fault);

struct parsed_form;

class form_body
{
public:
    /// The field's value, decoded, or nothing. Good while this object lives, moved or not.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

    /// The same, "" for a field that is not there.
    [[nodiscard]] std::string_view text(std::string_view name) const
    {
        return find(name).value_or(std::string_view{});
    }

    [[nodiscard]] std::size_t size() const { return fields_.size(); }

private:
    friend parsed_form parse_form_body(std::string_view body, const form_limits& limits);

    auth::secret_bytes decoded_;
    std::vector<std::pair<std::string_view, std::string_view>> fields_;  // views of decoded_
};

struct parsed_form
{
    form_body form;  ///< empty if there is a fault
    std::optional<form_fault> fault;
};

/// Names and values are UTF-8; a name without '=' has the value "", and empty pairs are skipped.
/// @source WHATWG URL, section 5.1 (where it is lenient, we are not).
[[nodiscard]] parsed_form parse_form_body(std::string_view body, const form_limits& limits = {});

/// @return true if the Content-Type is that of such a form.
[[nodiscard]] bool is_form_type(std::string_view content_type);

}  // namespace dsgw
