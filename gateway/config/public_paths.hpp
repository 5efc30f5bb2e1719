#pragma once

// The setting `public`: paths that need no password with http_basic_auth on. Only exact matches are
// public: a path with an escape, a repeated slash or a dot segment never is, even if it is
// equivalent. Nor is one whose query could read more than the path names. Pure.

#include "base/problem.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/http/strict_head.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsgw {

/// A canned query of the configuration.
struct canned_query
{
    std::string database;
    std::string name;
    std::string sql;  ///< every text that may be its statement
};

/// The parsed list. Immutable.
class public_paths
{
public:
    public_paths() = default;

    /// @param entries  "/robots.txt" is that path alone (no /robots.txt/, no other spelling);
    ///                 "/db/*" is /db and everything below it (but not /db.json). Malformed ones
    ///                 (check_entry) are ignored. If several match a path, the most specific one
    ///                 decides which queries are public.
    /// @param base_url  "/" or "/sub/"; the entries do not include it.
    /// @param queries   their parameters are public only if an entry names the path of the query
    ///                  itself, or if its directory allows any query.
    public_paths(
        const std::vector<public_entry>& entries, std::string base_url,
        const std::vector<canned_query>& queries = {}
    );

    /// @return the reason why this cannot be in the list, or nothing.
    [[nodiscard]] static std::optional<problem> check_entry(std::string_view entry);

    /// @param verb    only GET and HEAD are ever public: changes need a password.
    /// @param target  as it is sent upstream, without base_url.
    [[nodiscard]] bool contain(boost::beast::http::verb verb, std::string_view target) const;

    [[nodiscard]] bool empty() const { return exact_.empty() && folders_.empty(); }

private:
    struct match
    {
        query_rule query;
        bool is_below;  ///< of a directory, so that the entry does not name the path itself
    };

    /// The entry that decides on the path; nothing if none does.
    [[nodiscard]] std::optional<match> find_match(std::string_view path) const;

    /// @return the statement of the canned query at the path, or null.
    [[nodiscard]] const std::string* find_sql(std::string_view path) const;

    std::vector<public_entry> exact_;
    std::vector<public_entry> folders_;  // "/db/", the longest first
    std::map<std::pair<std::string, std::string>, std::string> queries_;  // by database and name
    std::string base_url_ = "/";
};

}  // namespace dsgw
