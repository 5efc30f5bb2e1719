#pragma once

// Small tools on configuration trees: paths for messages, look-up, and merging as Datasette merges.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace dsgw {

/// "a.b" for plain keys; a key with other characters is quoted: a."my key".
[[nodiscard]] std::string join_path(std::string_view path, std::string_view key);

/// "a[3]".
[[nodiscard]] std::string join_path(std::string_view path, std::size_t index);

/// The value at that place, or null if there is none or a step is no object.
[[nodiscard]] const boost::json::value* find_value(
    const boost::json::object& tree, std::initializer_list<std::string_view> path
);

/// The object at that place, or null if there is none or it is something else.
[[nodiscard]] const boost::json::object* find_object(
    const boost::json::object& tree, std::initializer_list<std::string_view> path
);

/// An object with exactly the one key "$env" or "$file".
[[nodiscard]] bool is_reference(const boost::json::value& value);

/// Merges objects key by key, at all depths; anything else in `update` replaces what was there.
/// A reference is a leaf: it replaces and is replaced whole.
/// @source datasette.utils._combine.
void combine(boost::json::object& into, const boost::json::object& update);

}  // namespace dsgw
