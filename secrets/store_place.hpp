#pragma once

// Where the secrets are, decided from the settings alone: no file is touched. Pure.

#include "secrets/sqlite_store.hpp"
#include "store/failure.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dsgw::secrets {

/// What the settings and the environment say. Paths are absolute, or from where the gateway was
/// started.
struct place_settings
{
    std::optional<std::string> database;       ///< plugins.datasette-secrets.database
    std::vector<std::string> files;            ///< database files, in the order of the command line
    std::vector<std::string> immutable_files;  ///< those of -i
    bool create_internal = true;          ///< a missing --internal is made, as Datasette makes it
    bool create_missing = false;          ///< --create
    std::optional<std::string> internal;  ///< --internal
    std::optional<std::string> own_path;  ///< plugins.datasette-gateway.secrets.path
    std::optional<std::string> xdg_state_home;  ///< $XDG_STATE_HOME
    std::optional<std::string> home;            ///< $HOME
};

struct store_place
{
    std::string path;
    file_owner owner = file_owner::gateway;
    bool may_create = false;  ///< the file, where it is missing
    /// Where the key goes that is made when none is configured: beside the own file, else into our
    /// folder for state. "" if there is no such folder.
    std::string key_path;
    std::string why;   ///< which setting decided, for people: "--internal"
    std::string note;  ///< what was set and is not used, or ""
};

/// `database` (a file on the command line, named as Datasette names it), else --internal, else the
/// own file.
/// @return errc::unknown_database, database_read_only (it was given with -i), no_place.
[[nodiscard]] result<store_place> decide_place(const place_settings& settings);

/// The names that Datasette gives these files: without folder and extension, "_2" for the second of
/// one name.
[[nodiscard]] std::vector<std::string> database_names(const std::vector<std::string>& files);

}  // namespace dsgw::secrets
