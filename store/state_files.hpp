#pragma once

// The gateway's own files: the database, and the key generated at the first start. Only their owner
// may read them. A crash at any moment leaves either no file or a complete one.

#include "base/secret_bytes.hpp"
#include "store/failure.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw::store {

/// Folders from the environment.
struct home_folders
{
    std::optional<std::string> xdg_state_home;  ///< $XDG_STATE_HOME; counts only if it is absolute
    std::optional<std::string> home;            ///< $HOME
};

/// The current values of the variables.
[[nodiscard]] home_folders find_home_folders();

/// The folder of the gateway's state. Pure: does not access files.
/// @return nothing without an absolute folder to begin at.
/// @source XDG Base Directory Specification.
[[nodiscard]] std::optional<std::string> state_folder(const home_folders& folders);

/// Creates the folder (0700) and an empty file (0600) if they are missing; existing ones are not
/// changed.
/// @return errc::file_failed with the system's error.
[[nodiscard]] result<void> make_own_file(const std::string& path);

/// Creates a file (0600) with this content, which is on disk when this returns; folders as above.
/// @return false if the file exists, which is not changed; errc::file_failed.
[[nodiscard]] result<bool> write_new_file(const std::string& path, std::string_view content);

/// Reads a file that only its owner may read or write.
/// @return errc::file_open_to_others; errc::file_failed, also for more than `bytes_max`.
[[nodiscard]] result<secret_bytes> read_own_file(const std::string& path, std::size_t bytes_max);

}  // namespace dsgw::store
