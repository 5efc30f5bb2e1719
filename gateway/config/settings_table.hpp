#pragma once

// The one table of the gateway's own settings. Reading, range checks, unknown-key errors, warnings
// of a reload, the manual page and docs/configuration.md are all driven by it: a new setting is a
// member in settings.hpp and a row here, and nothing else.

#include "gateway/config/settings.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <span>

namespace dsgw {

enum class setting_kind
{
    choice,     ///< one of `choices`
    flag,       ///< true or false
    whole,      ///< an integer
    decimal,    ///< a number, kept to the thousandth
    text,       ///< a string
    text_list,  ///< a list of strings
    path_list,  ///< a list of strings, or of objects in their place
    object,     ///< an object, kept as it is
    list,       ///< a list of objects, kept as it is
};

struct setting_row
{
    std::string_view key;  ///< dotted, below plugins.datasette-gateway
    setting_kind kind;
    std::string_view unit;           ///< "seconds", "bytes", … or ""
    std::string_view default_value;  ///< as it would be written in JSON
    std::string_view meaning;        ///< for the documentation; ends without a full stop

    /// Stores a value whose kind and range have been checked.
    /// @return the error that it has nevertheless, without its location.
    std::optional<problem> (*store)(gateway_settings& into, const boost::json::value& value);

    /// Numbers: allowed from `low` to `high` (a decimal: from 0.001). Where zero_is_no_limit, 0 as
    /// well.
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool zero_is_no_limit = false;

    std::span<const std::string_view> choices = {};

    /// Null if a reload applies the value. Otherwise it is read at the start only, and this returns
    /// true if the two configurations differ in it.
    bool (*needs_restart)(const gateway_settings& before, const gateway_settings& after) = nullptr;
};

[[nodiscard]] std::span<const setting_row> settings_table();

/// "integer", "text", …: for messages and the documentation.
[[nodiscard]] std::string_view kind_name(setting_kind kind);

/// The meaning, and whether a change needs a restart: for the documentation.
[[nodiscard]] std::string meaning_text(const setting_row& row);

/// "1 to 256", "0 (no limit) or 0.001 to 3600", a list of choices, or "".
[[nodiscard]] std::string range_text(const setting_row& row);

}  // namespace dsgw
