#pragma once

// Whether a key that Datasette ignores was meant as an access rule. Tells typing errors that would
// open a site from keys that only a template reads.

#include <boost/json/value.hpp>

#include <string_view>

namespace dsgw {

/// @return "allow" or "allow_sql" if `key` is another spelling of it (`alow`, `Allow-SQL`) or
///         another word for it (`allowed`, `allow_only`); "" for those two and any other key.
[[nodiscard]] std::string_view meant_allow_key(std::string_view key);

/// @return true for a key of the gateway's own plugins, in any spelling that comes near.
[[nodiscard]] bool is_own_plugin(std::string_view key);

/// @return true if the pair is a rule that was meant to close something: an allow block, also one
///         with a typing error in its key, `allow_sql`, or a block of permissions.
[[nodiscard]] bool is_access_rule(std::string_view key, const boost::json::value& value);

/// @return true if the pair is a rule where the name of a database, table or query belongs.
[[nodiscard]] bool is_rule_in_place_of_name(std::string_view key, const boost::json::value& value);

/// @return true if there is such a rule at any depth, a known plugin's block, `http_basic_auth`, or
///         a setting that closes something.
[[nodiscard]] bool holds_access_rule(const boost::json::value& value);

}  // namespace dsgw
