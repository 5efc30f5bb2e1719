#pragma once

// The pages at /-/secrets: data in, HTML out. They never hold a secret's value, only its length and
// fingerprint; whoever fills them has checked who may see them. Pure.

#include "gateway/html/page_shell.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// As datasette-secrets has it, in characters.
inline constexpr std::size_t note_length_max = 100;

/// The list has a search box when it is longer than this.
inline constexpr std::size_t secrets_without_search_max = 20;

/// What somebody registered a secret with.
struct secret_about
{
    std::string description{};   ///< a little HTML may be in it (keep_safe_html)
    std::string obtain_url{};    ///< shown as a link only if it is http or https
    std::string obtain_label{};  ///< text
};

/// One secret that is in the store, by its current version. Times are shown as they are, and
/// whoever did something by the name to show.
struct stored_secret
{
    std::string name;
    bool is_editable =
        true;  ///< false for a name that the pages do not take: it can be deleted only
    secret_about about{};
    std::string note{};
    std::int64_t version = 1;
    std::string updated_at{};
    std::string updated_by{};
    std::string last_used_at{};
    std::string last_used_by{};
    bool is_readable = true;  ///< one of the keys opens it
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

/// /-/secrets. With a query, the lists hold what matches it.
struct secrets_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string query{};
    std::size_t total = 0;  ///< how many there are without the query
    std::vector<stored_secret> stored{};
    std::vector<unset_secret> unset{};
    std::vector<environment_secret> environment{};
};

/// What can be told of a value without showing it.
struct value_traits
{
    std::size_t characters = 0;
    std::string fingerprint;  ///< "" if no key opens it
};

/// A version of a secret, the current one or one before.
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
    std::string message{};      ///< why the last form was not taken, or ""
    std::string environment{};  ///< the variable that sets it: then it is only shown
    std::optional<secret_version> current{};
    std::string last_used_at{};
    std::string last_used_by{};
    std::optional<std::string> typed_note{};  ///< of a form that was not taken
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
