#pragma once

// The body of a form as browsers send it (application/x-www-form-urlencoded), read strictly:
// ambiguous bodies are refused. Decoded values are wiped when they are destroyed, since they may be
// passwords and secrets. Pure.

#include "base/secret_bytes.hpp"
#include "gateway/http/limits.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace dsgw {

struct form_limits
{
    std::size_t bytes_max =
        limits::form_bytes_max;  ///< of the encoded body; a form of secrets needs more
    std::size_t fields_max = limits::form_fields_max;
};

/// The reason why a body is not a form.
enum class form_fault
{
    too_large,
    too_many_fields,
    malformed_escape,  ///< '%' without two hex digits
    not_utf8,
    repeated_field,  ///< ambiguous: the same name twice
};

/// A sentence for the user.
[[nodiscard]] std::string_view describe(form_fault fault);

struct parsed_form;

class form_body
{
public:
    /// The field's value, decoded, or nothing. Valid during the lifetime of this object, even if it
    /// is moved.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

    /// The same, "" for a missing field.
    [[nodiscard]] std::string_view text(std::string_view name) const
    {
        return find(name).value_or(std::string_view{});
    }

    [[nodiscard]] std::size_t size() const { return fields_.size(); }

private:
    friend parsed_form parse_form_body(std::string_view body, const form_limits& limits);

    secret_bytes decoded_;
    std::vector<std::pair<std::string_view, std::string_view>> fields_;  // views into decoded_
};

struct parsed_form
{
    form_body form;  ///< empty on an error
    std::optional<form_fault> fault;
};

/// Names and values are UTF-8; a name without '=' has the value "", and empty pairs are skipped.
/// @source WHATWG URL, section 5.1 (stricter than it).
[[nodiscard]] parsed_form parse_form_body(std::string_view body, const form_limits& limits = {});

/// @return true if the Content-Type is that of such a form.
[[nodiscard]] bool is_form_type(std::string_view content_type);

}  // namespace dsgw
