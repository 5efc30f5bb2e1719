#pragma once

// The HTML of the pages at /-/secrets: data in, HTML out. It never contains a secret's value, only
// its length and fingerprint. Pure.

#include "gateway/html/page_shell.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// A longer list has a search box.
inline constexpr std::size_t secrets_without_search_max = 20;

/// The description of a registered secret.
struct secret_about
{
    std::string description{};   ///< may contain a little HTML (keep_safe_html)
    std::string obtain_url{};    ///< shown as a link only if it is http or https
    std::string obtain_label{};  ///< text
};

/// A stored secret, by its current version. Times are shown unchanged. Users are given by the name
/// to show.
struct stored_secret
{
    std::string name;
    bool is_editable =
        true;  ///< false for a name that the pages do not accept: it can only be deleted
    secret_about about{};
    std::string note{};
    std::int64_t version = 1;
    std::string updated_at{};
    std::string updated_by{};
    std::string last_used_at{};
    std::string last_used_by{};
    bool is_readable = true;  ///< whether one of the keys decrypts it
};

struct unset_secret
{
    std::string name;
    secret_about about{};
};

struct environment_secret
{
    std::string name;
    std::string variable;  ///< "DATASETTE_SECRETS_NAME"
    secret_about about{};
};

/// /-/secrets. With a query, the lists contain only matches.
struct secrets_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string query{};
    std::size_t total = 0;  ///< total without the query
    std::vector<stored_secret> stored{};
    std::vector<unset_secret> unset{};
    std::vector<environment_secret> environment{};
};

/// Properties of a value that can be shown without the value.
struct value_traits
{
    std::size_t characters = 0;
    std::string fingerprint;  ///< "" if no key decrypts it
};

/// The current version of a secret or an older one.
struct secret_version
{
    std::int64_t version = 1;
    std::string note{};
    std::string updated_at{};
    std::string updated_by{};
    value_traits value{};
};

struct secret_event
{
    std::string when;
    std::string action;    ///< "version 3 set"
    std::string who{};     ///< the name to show, or ""
    std::string client{};  ///< address, or ""
};

/// /-/secrets/NAME.
struct secret_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string name;
    secret_about about{};
    std::string message{};      ///< reason why the last form was refused, or ""
    std::string environment{};  ///< the variable that sets it: then it is only shown
    std::optional<secret_version> current{};
    std::string last_used_at{};
    std::string last_used_by{};
    std::optional<std::string> typed_note{};  ///< of a refused form
    std::vector<secret_version> history{};    ///< newest first, the current one included
    std::vector<secret_event> events{};       ///< newest first
};

/// /-/secrets/NAME/delete, GET.
struct delete_secret_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string name;
    std::size_t versions = 1;
};

[[nodiscard]] page_content render_page(const secrets_page& page);
[[nodiscard]] page_content render_page(const secret_page& page);
[[nodiscard]] page_content render_page(const delete_secret_page& page);

/// "/sub/-/secrets/NAME", percent-encoded.
[[nodiscard]] std::string secret_href(std::string_view base_url, std::string_view name);

}  // namespace dsgw
