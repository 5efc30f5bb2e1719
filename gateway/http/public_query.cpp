#include "gateway/http/public_query.hpp"

#include "base/ascii.hpp"
#include "base/url.hpp"
#include "base/utf8.hpp"
#include "gateway/http/target_path.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace dsgw {

namespace {

/// The permitted values of a parameter.
enum class value_rule
{
    any,     ///< bound to the statement, or not part of it
    column,  ///< inserted into the statement as a name
    extras,  ///< a list of parts of the response
};

struct parameter_row
{
    std::string_view name;
    value_rule value;
};

/// Sorted. Not included: _where, _through, _facet_m2m (SQL, other tables), _fts_table, _fts_pk,
/// _searchmode (another index), _label, _labels (rows of other tables), _trace and _timelimit (the
/// execution of the statement), _ttl (caching), _extras, _show_hidden.
constexpr auto parameter_rows = std::to_array<parameter_row>({
    {"_blob_column", value_rule::column},
    {"_blob_hash", value_rule::any},
    {"_col", value_rule::column},
    {"_dl", value_rule::any},
    {"_extra", value_rule::extras},
    {"_facet", value_rule::column},
    {"_facet_array", value_rule::column},
    {"_facet_date", value_rule::column},
    {"_facet_size", value_rule::any},
    {"_hash", value_rule::any},
    {"_header", value_rule::any},
    {"_json", value_rule::column},
    {"_json_infinity", value_rule::any},
    {"_next", value_rule::any},
    {"_nl", value_rule::any},
    {"_nocol", value_rule::column},
    {"_nocount", value_rule::any},
    {"_nofacet", value_rule::any},
    {"_nosuggest", value_rule::any},
    {"_search", value_rule::any},
    {"_shape", value_rule::any},
    {"_size", value_rule::any},
    {"_sort", value_rule::column},
    {"_sort_by_desc", value_rule::any},
    {"_sort_desc", value_rule::column},
    {"_stream", value_rule::any},
});
static_assert(std::ranges::is_sorted(parameter_rows, {}, &parameter_row::name));

/// Parts of the response that describe only the table and this page of it.
constexpr auto extra_names = std::to_array<std::string_view>({
    "all_columns",
    "columns",
    "count",
    "facet_results",
    "facets_timed_out",
    "human_description_en",
    "is_view",
    "next_url",
    "primary_keys",
    "renderers",
    "sorted_facet_results",
    "suggested_facets",
});

/// A name that cannot end its quotes in a statement, and is not ambiguous.
bool is_plain_name(std::string_view name)
{
    const bool plain = std::ranges::all_of(name, [](char c) {
        const bool is_punctuation = std::string_view("_-./ ").find(c) != std::string_view::npos;
        return is_alphanumeric(c) || is_punctuation || static_cast<unsigned char>(c) >= 0x80;
    });
    return plain && !find_bad_utf8(name);
}

/// @return nothing if a percent sign is not part of an escape: programs decode it differently.
std::optional<std::string> decode_component(std::string_view text)
{
    std::string spaced(text);
    std::ranges::replace(spaced, '+', ' ');
    for (std::size_t i = 0; i < spaced.size(); ++i) {
        if (spaced[i] == '%' && !percent_byte(spaced, i)) return std::nullopt;
    }
    return decode_percent(spaced);
}

bool has_safe_extras(std::string_view value)
{
    while (!value.empty()) {
        const auto comma = value.find(',');
        const auto name = value.substr(0, comma);
        if (std::ranges::find(extra_names, name) == extra_names.end()) return false;
        value = comma == std::string_view::npos ? std::string_view{} : value.substr(comma + 1);
    }
    return true;
}

/// _filter_column, _filter_op, _filter_value and the same with a number: Datasette redirects to the
/// resulting filter, which is checked again.
bool is_filter_form(std::string_view name)
{
    for (const std::string_view part : {"_filter_column", "_filter_op", "_filter_value"}) {
        if (!name.starts_with(part)) continue;
        auto number = name.substr(part.size());
        if (number.empty()) return true;
        if (number.front() != '_' || number.size() == 1) return false;
        number.remove_prefix(1);
        return std::ranges::all_of(number, is_digit);
    }
    return false;
}

bool is_safe_parameter(std::string_view name, std::string_view value)
{
    if (name.empty() || !is_plain_name(name)) return false;
    // For a database's page. A column with that name can be filtered as sql__exact.
    if (equals_ignoring_case(name, "sql")) return false;
    if (name.front() != '_') return true;
    if (name.find("__") != std::string_view::npos) return false;
    constexpr std::string_view search_column = "_search_";
    if (name.starts_with(search_column)) return name.size() > search_column.size();
    if (is_filter_form(name)) return is_plain_name(value) || name.starts_with("_filter_value");
    const auto row = std::ranges::lower_bound(parameter_rows, name, {}, &parameter_row::name);
    if (row == parameter_rows.end() || row->name != name) return false;
    switch (row->value) {
        case value_rule::any:
            return true;
        case value_rule::column:
            return is_plain_name(value);
        case value_rule::extras:
            return has_safe_extras(value);
    }
    return false;
}

/// @param accepts  a predicate of the decoded name and value.
/// @return         false as well for what programs split or decode differently.
template <class Predicate>
bool all_parameters(std::string_view query, Predicate accepts)
{
    // Older versions of Python also split here.
    if (query.find(';') != std::string_view::npos) return false;
    while (!query.empty()) {
        const auto pair = take_pair(query);
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto name = decode_component(pair.substr(0, equals));
        const auto value = decode_component(
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1)
        );
        if (!name || !value || !accepts(*name, *value)) return false;
    }
    return true;
}

}  // namespace

bool is_safe_query(std::string_view query) { return all_parameters(query, is_safe_parameter); }

bool is_safe_for_canned_query(std::string_view query, std::string_view sql)
{
    return all_parameters(query, [sql](const std::string& name, const std::string& value) {
        const bool can_be_bound = !name.starts_with('_') || sql.find(name) != sql.npos;
        return is_safe_parameter(name, value) && !can_be_bound;
    });
}

}  // namespace dsgw
