#include "gateway/command/publish/workspace.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace dsgw {

namespace {

[[noreturn]] void fail_at(const std::string& path, const char* why)
{
    throw std::runtime_error("cannot write " + path + ": " + why);
}

}  // namespace

workspace::workspace()
{
    const char* parent = std::getenv("TMPDIR");
    path_ = parent != nullptr && *parent == '/' ? parent : "/tmp";
    path_ += "/datasette-gateway-XXXXXX";
    // It makes it with mode 0700.
    if (::mkdtemp(path_.data()) == nullptr) fail_at(path_, std::strerror(errno));
}

workspace::~workspace()
{
    std::error_code ignored;
    if (!is_kept_) std::filesystem::remove_all(path_, ignored);
}

std::string workspace::path(std::string_view name) const { return path_ + '/' + std::string(name); }

bool begins_with(const std::string& file, std::string_view opening)
{
    std::ifstream in(file, std::ios::binary);
    std::string start(opening.size(), '\0');
    return in.read(start.data(), static_cast<std::streamsize>(start.size())) && start == opening;
}

void write_secret_file(const std::string& path, std::string_view content, std::string_view opening)
{
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
        if (!begins_with(path, opening))
            fail_at(
                path,
                "it exists already and was not written by this command; choose another with "
                "--env-file"
            );
        ::unlink(path.c_str());
    }
    const int file =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) fail_at(path, std::strerror(errno));
    while (!content.empty()) {
        const auto n = ::write(file, content.data(), content.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            const int why = errno;
            ::close(file);
            fail_at(path, std::strerror(why));
        }
        content.remove_prefix(static_cast<std::size_t>(n));
    }
    ::close(file);
}

}  // namespace dsgw
