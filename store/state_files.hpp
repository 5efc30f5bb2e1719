#pragma once

// The files of our own: the database and the key that is made at the first start. Nobody but their
// owner may read them, and a crash at any moment leaves either no file or a whole one.

#include "base/secret_bytes.hpp"
#include "store/failure.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw::secrets {

/// What the environment says of folders.
struct home_folders
{
    std::optional<std::string> xdg_state_home;  ///< $XDG_STATE_HOME; counts only if it is absolute
    std::optional<std::string> home;            ///< $HOME
};

/// The variables as they are now.
[[nodiscard]] home_folders find_home_folders();

/// Where the gateway keeps its state. Pure: no file is touched.
/// @return nothing without an absolute folder to begin at.
/// @source XDG Base Directory Specification.
[[nodiscard]] std::optional<std::string> state_folder(const home_folders& folders);

/// The folder (0700) and an empty file (0600) where there is none yet. What is there stays as it
/// is.
/// @return errc::file_failed with what the system says.
[[nodiscard]] result<void> make_own_file(const std::string& path);

/// A file (0600) with this content, on disk when this returns; folders as above.
/// @return false if there is one already, which stays as it is; errc::file_failed.
[[nodiscard]] result<bool> write_new_file(const std::string& path, std::string_view content);

/// A file that only its owner may read or write.
/// @return errc::file_open_to_others; errc::file_failed, also for more than `bytes_max`.
[[nodiscard]] result<auth::secret_bytes> read_own_file(
    const std::string& path, std::size_t bytes_max
);

}  // namespace dsgw::secrets
