#pragma once

// The query parameters that an anonymous client may send to a public path: an allow list of
// Datasette's parameters that neither run SQL nor read a table other than the path's. Pure.

#include <string_view>

namespace dsgw {

/// @param query  as sent, everything after the question mark.
/// @return       true if every parameter is on the list: filters by column (with `__` and an
///               operation), and of those that begin with '_' the ones that page, sort, shape,
///               search and facet the table itself. A name that Datasette would insert into its SQL
///               must be plain: letters of any alphabet, digits and `_ - . /` and space. False for
///               texts that programs split or decode differently.
/// @source datasette 0.65.5 and 1.0a41: filters.py, facets.py, renderer.py, views/table.py.
[[nodiscard]] bool is_safe_query(std::string_view query);

/// The same for a canned query that only a directory makes public.
/// @param sql  of the canned query.
/// @return     true if no parameter can be bound to the statement: each is safe, begins with '_'
///             and is not mentioned in `sql`. Such parameters only shape the answer.
[[nodiscard]] bool is_safe_for_canned_query(std::string_view query, std::string_view sql);

}  // namespace dsgw
