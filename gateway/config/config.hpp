#pragma once

// Everything that is configured, read once into one immutable snapshot: metadata.json,
// datasette.yaml, a configuration directory and -s on top. All problems are found at once; with
// any, there is no snapshot.

#include "auth/account_book.hpp"
#include "base/problem.hpp"
#include "gateway/config/config_secrets.hpp"
#include "gateway/config/directory_layout.hpp"
#include "gateway/config/settings.hpp"

#include <boost/json/object.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dsgw {

/// A name and its value, as handed to Datasette by --setting.
using setting_pair = std::pair<std::string, std::string>;

struct config_inputs
{
    std::vector<std::string> files;       ///< FILES: databases, or a configuration directory
    std::optional<std::string> metadata;  ///< -m
    std::optional<std::string> config;    ///< -c
    std::vector<setting_pair> settings;   ///< -s, plain and dotted names, in order
    bool denies_by_default = false;       ///< --default-deny, which Datasette is started with
};

/// For people: who can log in, and how. Never holds a hash.
struct account_summary
{
    std::string name;
    std::string hash_label;  ///< "argon2id, 19 MiB, t=2, p=1"
    std::string actor_id;    ///< as actor::id()
    std::string where;       ///< "metadata.json: plugins.datasette-auth-passwords.x_password_hash"
};

/// One allow block of the configuration, at any place.
struct allow_place
{
    std::string where;     ///< "metadata.json: databases.bigmac.allow"
    std::string database;  ///< "" at instance level
    std::string key;       ///< "allow", "allow_sql" or the action of a permissions block
    bool whole_database;   ///< at database level, not at a table or query
    boost::json::value block;
    std::string item{};  ///< "tables.NAME" or "queries.NAME" below a database, else ""
};

struct config
{
    std::shared_ptr<const auth::account_book> accounts;
    bool http_basic_auth = false;
    gateway_settings settings;
    secrets_config secrets;
    std::string base_url = "/";     ///< "/" or "/sub/"
    bool force_https_urls = false;  ///< Datasette's setting: clients use https, whatever we see
    directory_layout layout;

    boost::json::object metadata;          ///< as read; {"$env"} and {"$file"} not resolved
    boost::json::object datasette_config;  ///< as read, with the dotted -s names merged in
    boost::json::object overrides;         ///< the dotted -s names alone: they win over both files

    /// Plain -s names and settings.NAME, or without any of them settings.json of a directory; the
    /// last of a name counts. base_url is normalised.
    std::vector<setting_pair> datasette_settings;

    /// How many of them, the first, are from settings.json, which only 0.65 reads.
    std::size_t settings_of_directory = 0;

    problem_list warnings;  ///< what was odd about all this
    std::vector<account_summary> account_summaries;
    std::vector<allow_place> allow_places;
};

struct load_result
{
    std::shared_ptr<const config> value;  ///< null if there are problems
    problem_list problems;
    problem_list warnings;
    std::vector<std::string> files;  ///< all that were read, also if there are problems
};

/// Reads files and environment; blocking. Call it again to reload. Never throws for anything that
/// is wrong outside (std::bad_alloc apart).
[[nodiscard]] load_result load_config(const config_inputs& inputs);

}  // namespace dsgw
