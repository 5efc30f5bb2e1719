#pragma once

// A fresh folder that only we can enter (0700), removed with all that is in it when we go. A
// process that is killed leaves its folder behind; the next one removes it.

#include <string>
#include <string_view>

namespace dsgw {

class private_folder
{
public:
    /// Under $XDG_RUNTIME_DIR, else under $TMPDIR or /tmp. Holds a lock on a file in it, by which
    /// others see that it is in use. @throws std::runtime_error.
    private_folder();
    ~private_folder();

    private_folder(const private_folder&) = delete;
    private_folder& operator=(const private_folder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    /// Writes a file of mode 0600 in it. @return its path. @throws std::runtime_error.
    std::string write(std::string_view name, std::string_view content) const;

private:
    std::string path_;
    int lock_ = -1;
};

/// Removes the private folders that no living process holds, wherever private_folder makes them.
/// Only those of our user are looked at, symbolic links are never followed, and a folder that is
/// being made at this moment either stays or is made again by its owner.
/// @return how many are gone.
unsigned remove_abandoned_folders();

}  // namespace dsgw
