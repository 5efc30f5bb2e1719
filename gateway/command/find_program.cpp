#include "gateway/command/find_program.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace dsgw {

namespace {

bool is_executable(const std::string& path)
{
    std::error_code ec;
    return std::filesystem::is_regular_file(path, ec) && ::access(path.c_str(), X_OK) == 0;
}

/// The folder of this program. pip installs programs side by side, and it need not be on PATH.
std::string own_folder()
{
    std::error_code ec;
    return std::filesystem::read_symlink("/proc/self/exe", ec).parent_path().string();
}

}  // namespace

std::optional<std::string> find_program(const std::string& name)
{
    if (name.find('/') != name.npos) {
        if (is_executable(name)) return name;
        return {};
    }
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "/usr/local/bin:/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto candidate = (folder.empty() ? "." : folder) + '/' + name;
        if (is_executable(candidate)) return candidate;
    }
    const auto beside = own_folder() + '/' + name;
    if (is_executable(beside)) return beside;
    return {};
}

std::string why_no_datasette(const std::string& name)
{
    std::error_code ec;
    const bool is_file = std::filesystem::is_regular_file(name, ec);
    const bool is_hidden = ec == std::errc::permission_denied;
    if (name.find('/') != name.npos && (is_file || is_hidden))
        return "cannot be executed by this user: Permission denied; change the modes of the file "
               "and its folders, or give the path of Datasette with --datasette";
    return name.find('/') == name.npos
               ? "is not on PATH or beside the gateway; install Datasette or give its path with "
                 "--datasette"
               : "is not an executable file; give the path of Datasette with --datasette";
}

}  // namespace dsgw
