#pragma once

// A fresh folder that only we can enter (0700), removed with all that is in it when we go.

#include <string>
#include <string_view>

namespace dsgw {

class private_folder
{
public:
    /// Under $XDG_RUNTIME_DIR, else under $TMPDIR or /tmp. @throws std::runtime_error.
    private_folder();
    ~private_folder();

    private_folder(const private_folder&) = delete;
    private_folder& operator=(const private_folder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    /// Writes a file of mode 0600 in it. @return its path. @throws std::runtime_error.
    std::string write(std::string_view name, std::string_view content) const;

private:
    std::string path_;
};

}  // namespace dsgw
