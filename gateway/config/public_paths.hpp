#pragma once

// The setting `public`: paths that are served without a password in Basic mode. Whatever is not
// plainly one of them is not: a path with an escape, a repeated slash or a dot segment is never
// public, even if it comes to the same. Nor is one whose query could read more than the path names.
// Pure.

#include "gateway/config/settings.hpp"
#include "gateway/http/strict_head.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsgw {

/// A query that the configuration names.
struct canned_query
{
    std::string database;
    std::string name;
    std::string sql;  ///< all that may be its statement
};

/// The list, ready to be asked. Immutable.
class public_paths
{
public:
    public_paths() = default;

    /// @param entries  "/robots.txt" is that path alone (no /robots.txt/, no other spelling);
    ///                 "/db/*" is /db and everything below it (but not /db.json). Those of which
    ///                 why_malformed has something to say open nothing. Of several that name a path
    ///                 the most exact one says which queries are public.
    /// @param base_url  "/" or "/sub/"; the entries are without it.
    /// @param queries   their parameters are public only where an entry names the path of the query
    ///                  itself, or where its directory takes any query.
    public_paths(
        const std::vector<public_entry>& entries, std::string base_url,
        const std::vector<canned_query>& queries = {}
    );

    /// @return why this cannot stand in the list, for whoever wrote it; nothing if it can.
    [[nodiscard]] static std::optional<std::string> why_malformed(std::string_view entry);

    /// @param verb    only GET and HEAD are ever public: nothing is changed without a password.
    /// @param target  as it goes upstream, that is, less base_url.
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
