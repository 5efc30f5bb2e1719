#pragma once

// A new folder that only our user can enter (0700), removed with its contents at the end. A killed
// process leaves its folder behind; the next one removes it.

#include <string>
#include <string_view>

namespace dsgw {

class private_folder
{
public:
    /// Under $XDG_RUNTIME_DIR, else under $TMPDIR or /tmp. Holds a lock on a file in it, which
    /// shows others that it is in use.
    /// @throws std::runtime_error.
    private_folder();
    ~private_folder();

    private_folder(const private_folder&) = delete;
    private_folder& operator=(const private_folder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    /// Writes a file of mode 0600 to it.
    /// @return its path.
    /// @throws std::runtime_error.
    std::string write(std::string_view name, std::string_view content) const;

private:
    std::string path_;
    int lock_ = -1;
};

/// Removes the private folders that no living process holds, in the places where private_folder
/// creates them. Examines only those of our user, and never follows symbolic links. A folder that
/// is being created at this moment either stays, or its owner creates it again.
/// @return the number of removed folders.
unsigned remove_abandoned_folders();

}  // namespace dsgw
