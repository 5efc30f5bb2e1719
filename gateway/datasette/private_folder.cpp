#include "gateway/datasette/private_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace dsgw {

namespace {

/// Room for the name of a socket in the folder, within the kernel's limit for such paths.
constexpr std::size_t socket_name_bytes = 32;

std::string parent_folder()
{
    for (const char* name : {"XDG_RUNTIME_DIR", "TMPDIR"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value != '/') continue;
        std::string path(value);
        const bool short_enough =
            path.size() + socket_name_bytes + 32 < sizeof(sockaddr_un::sun_path);
        if (short_enough && access(value, W_OK) == 0) return path;
    }
    return "/tmp";
}

}  // namespace

private_folder::private_folder()
{
    path_ = parent_folder() + "/datasette-gateway-XXXXXX";
    // mkdtemp makes it with mode 0700.
    if (mkdtemp(path_.data()) == nullptr) {
        throw std::runtime_error(
            "cannot make a private folder " + path_ + ": " + std::strerror(errno)
        );
    }
}

private_folder::~private_folder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string private_folder::write(std::string_view name, std::string_view content) const
{
    auto path = path_ + "/";
    path += name;
    const int file =
        open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
    while (!content.empty()) {
        const auto n = ::write(file, content.data(), content.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            const int reason = errno;
            close(file);
            throw std::runtime_error("cannot write " + path + ": " + std::strerror(reason));
        }
        content.remove_prefix(static_cast<std::size_t>(n));
    }
    close(file);
    return path;
}

}  // namespace dsgw
