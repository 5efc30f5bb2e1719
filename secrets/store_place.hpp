#pragma once

// The place of the secrets, decided from the settings alone. Pure: does not access files.

#include "secrets/errc.hpp"
#include "secrets/secret_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dsgw::secrets {

/// The settings and the environment. Paths are absolute, or relative to the working directory of
/// the gateway.
struct place_settings
{
    std::optional<std::string> database;       ///< plugins.datasette-secrets.database
    std::vector<std::string> files;            ///< database files, in the order of the command line
    std::vector<std::string> immutable_files;  ///< the files of -i
    bool create_internal = true;               ///< a missing --internal is created, as in Datasette
    bool create_missing = false;               ///< --create
    std::optional<std::string> internal;       ///< --internal
    std::optional<std::string> own_path;       ///< plugins.datasette-gateway.secrets.path
    std::optional<std::string> xdg_state_home;  ///< $XDG_STATE_HOME
    std::optional<std::string> home;            ///< $HOME
};

struct store_place
{
    std::string path;
    file_owner owner = file_owner::gateway;
    bool may_create = false;  ///< whether a missing file may be created
    /// The path for a generated key if none is configured: beside the own file, else in our state
    /// folder. "" if there is no such folder.
    std::string key_path;
    std::string why;   ///< the setting that decided, for people: "--internal"
    std::string note;  ///< a warning about an ignored setting, or ""
};

/// `database` (a file on the command line, by Datasette's name for it), else --internal, else the
/// own file.
/// @return errc::unknown_database, database_read_only (the file of -i), no_place.
[[nodiscard]] result<store_place> decide_place(const place_settings& settings);

/// Datasette's names for these files: without folder and extension, and "_2" for the second with
/// the same name.
[[nodiscard]] std::vector<std::string> database_names(const std::vector<std::string>& files);

}  // namespace dsgw::secrets
