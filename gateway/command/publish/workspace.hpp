#pragma once

// Where a build context is put together: a folder that only we can enter, and files for secrets.

#include <string>
#include <string_view>

namespace dsgw {

class workspace
{
public:
    /// Under $TMPDIR or /tmp. @throws std::runtime_error.
    workspace();

    /// Removes it with all that is in it, unless keep() was called.
    ~workspace();

    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;

    [[nodiscard]] std::string path(std::string_view name) const;
    void keep() { is_kept_ = true; }

private:
    std::string path_;
    bool is_kept_ = false;
};

/// @return false also where it cannot be read.
[[nodiscard]] bool begins_with(const std::string& file, std::string_view opening);

/// A new file of mode 0600. One that is there already is replaced if it begins with `opening`.
/// @throws std::runtime_error, for any other one too.
void write_secret_file(const std::string& path, std::string_view content, std::string_view opening);

}  // namespace dsgw
