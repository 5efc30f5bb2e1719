#include "gateway/datasette/private_folder.hpp"

#include "gateway/http/limits.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace dsgw {

namespace {

/// Room for the name of a socket in the folder, within the kernel's limit for such paths.
constexpr std::size_t socket_name_bytes = 32;

constexpr std::string_view folder_prefix = "datasette-gateway-";
constexpr std::size_t random_letters = 6;

/// The file that the owner of a folder keeps locked.
constexpr const char* lock_name = ".lock";

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

struct folder_closer
{
    void operator()(DIR* open) const { closedir(open); }
};
using open_folder = std::unique_ptr<DIR, folder_closer>;

/// @param folder  a descriptor that the caller owns.
open_folder list_folder(int folder)
{
    const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy < 0) return {};
    open_folder open(fdopendir(copy));
    if (!open) close(copy);
    return open;
}

int enter(int parent, const char* name)
{
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/// Removes everything in the folder except `kept`, which may be null. Does not follow links.
void empty_folder(int folder, const char* kept)
{
    const auto open = list_folder(folder);
    if (!open) return;
    while (const dirent* entry = readdir(open.get())) {
        const std::string name = entry->d_name;
        if (name == "." || name == ".." || (kept != nullptr && name == kept)) continue;
        if (unlinkat(folder, name.c_str(), 0) == 0) continue;
        const int below = enter(folder, name.c_str());
        if (below < 0) continue;
        empty_folder(below, nullptr);
        close(below);
        unlinkat(folder, name.c_str(), AT_REMOVEDIR);
    }
}

/// Removes the lock last: without it, the folder is never examined again.
bool remove_folder(int parent, const char* name, int folder)
{
    empty_folder(folder, lock_name);
    unlinkat(folder, lock_name, 0);
    return unlinkat(parent, name, AT_REMOVEDIR) == 0;
}

bool is_same_file(const struct stat& left, const struct stat& right)
{
    return left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

/// Waits for a process that is examining the folder.
/// @return the lock, or -1 and errno: ENOENT if the folder has been removed meanwhile. A file
///         system without locks has no locks to wait for either.
int lock_new_folder(const std::string& path)
{
    const auto file = path + '/' + lock_name;
    const int lock = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0) return -1;
    while (flock(lock, LOCK_EX) != 0 && errno == EINTR) {
    }
    struct stat held
    {};
    struct stat there
    {};
    const bool is_there =
        fstat(lock, &held) == 0 && lstat(file.c_str(), &there) == 0 && is_same_file(held, there);
    if (is_there) return lock;
    close(lock);
    errno = ENOENT;
    return -1;
}

bool is_private(int folder)
{
    struct stat found
    {};
    return fstat(folder, &found) == 0 && found.st_uid == geteuid() && (found.st_mode & 077) == 0;
}

/// @param folder  a descriptor of it.
/// @return whether it was abandoned and has been removed.
bool remove_if_abandoned(int parent, const char* name, int folder)
{
    if (!is_private(folder)) return false;
    const int lock = openat(folder, lock_name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (lock < 0) return false;
    const bool is_abandoned = flock(lock, LOCK_EX | LOCK_NB) == 0;
    const bool is_gone = is_abandoned && remove_folder(parent, name, folder);
    close(lock);
    return is_gone;
}

bool is_folder_name(std::string_view name)
{
    return name.starts_with(folder_prefix) && name.size() == folder_prefix.size() + random_letters;
}

unsigned remove_abandoned_in(const std::string& parent_path)
{
    const int parent = open(parent_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0) return 0;
    unsigned removed = 0;
    if (const auto open = list_folder(parent)) {
        while (const dirent* entry = readdir(open.get())) {
            if (!is_folder_name(entry->d_name)) continue;
            const int folder = enter(parent, entry->d_name);
            if (folder < 0) continue;
            if (remove_if_abandoned(parent, entry->d_name, folder)) ++removed;
            close(folder);
        }
    }
    close(parent);
    return removed;
}

}  // namespace

private_folder::private_folder()
{
    const auto pattern =
        parent_folder() + '/' + std::string(folder_prefix) + std::string(random_letters, 'X');
    for (int attempt = 0; attempt < limits::private_folder_tries_max && lock_ < 0; ++attempt) {
        path_ = pattern;
        // mkdtemp makes it with mode 0700.
        if (mkdtemp(path_.data()) == nullptr) break;
        lock_ = lock_new_folder(path_);
        if (lock_ < 0 && errno != ENOENT) break;
    }
    if (lock_ >= 0) return;
    const std::string reason = std::strerror(errno);
    rmdir(path_.c_str());
    throw std::runtime_error("cannot make a private folder " + pattern + ": " + reason);
}

private_folder::~private_folder()
{
    const int folder = enter(AT_FDCWD, path_.c_str());
    if (folder >= 0) {
        remove_folder(AT_FDCWD, path_.c_str(), folder);
        close(folder);
    }
    close(lock_);
}

unsigned remove_abandoned_folders()
{
    unsigned removed = remove_abandoned_in("/tmp");
    for (const char* name : {"XDG_RUNTIME_DIR", "TMPDIR"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value == '/') removed += remove_abandoned_in(value);
    }
    return removed;
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
