#include "gateway/http/form_body.hpp"

#include "base/url.hpp"
#include "base/utf8.hpp"

#include <algorithm>

namespace dsgw {

namespace {

/// Decodes to `out`, which has enough room.
/// @return the size, or nothing for a malformed escape.
std::optional<std::size_t> decode(std::string_view text, char* out)
{
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out[size++] = text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const auto byte = percent_byte(text, i);
        if (!byte) return std::nullopt;
        out[size++] = *byte;
        i += 2;
    }
    return size;
}

}  // namespace

std::string_view describe(form_fault fault)
{
    switch (fault) {
        case form_fault::too_large:
            return "The form is too large.";
        case form_fault::too_many_fields:
            return "The form has too many fields.";
        case form_fault::malformed_escape:
            return "The form has a percent sign without two hexadecimal digits.";
        case form_fault::not_utf8:
            return "The form is not in UTF-8.";
        case form_fault::repeated_field:
            return "The form contains the same field twice.";
    }
    return "The form is malformed.";
}

std::optional<std::string_view> form_body::find(std::string_view name) const
{
    for (const auto& [field, value] : fields_)
        if (field == name) return value;
    return std::nullopt;
}

parsed_form parse_form_body(std::string_view body, const form_limits& limits)
{
    parsed_form parsed;
    const auto refuse = [&parsed](form_fault fault) {
        parsed.form = form_body{};
        parsed.fault = fault;
    };
    if (body.size() > limits.bytes_max) {
        refuse(form_fault::too_large);
        return parsed;
    }
    auto& form = parsed.form;
    form.decoded_ = secret_bytes(body.size());
    char* out = form.decoded_.data();
    const auto take = [&out](std::string_view text) -> std::optional<std::string_view> {
        const auto size = decode(text, out);
        if (!size) return std::nullopt;
        const std::string_view decoded(out, *size);
        out += *size;
        return decoded;
    };
    while (!body.empty()) {
        const auto pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = take(pair.substr(0, equals));
        const auto value = take(pair.substr(std::min(equals + 1, pair.size())));
        std::optional<form_fault> fault;
        if (!name || !value) {
            fault = form_fault::malformed_escape;
        } else if (find_bad_utf8(*name) || find_bad_utf8(*value)) {
            fault = form_fault::not_utf8;
        } else if (form.find(*name)) {
            fault = form_fault::repeated_field;
        } else if (form.fields_.size() == limits.fields_max) {
            fault = form_fault::too_many_fields;
        }
        if (fault) {
            refuse(*fault);
            return parsed;
        }
        form.fields_.emplace_back(*name, *value);
    }
    return parsed;
}

bool is_form_type(std::string_view content_type)
{
    const auto type = trim_blanks(content_type.substr(0, content_type.find(';')));
    return equals_ignoring_case(type, "application/x-www-form-urlencoded");
}

}  // namespace dsgw
