#include "store/state_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace dsgw::store {
namespace {

namespace fs = std::filesystem;

class descriptor
{
public:
    explicit descriptor(int number) : number_(number) {}
    ~descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

failure system_failed(const std::string& path)
{
    return make_failure(errc::file_failed, path, std::strerror(errno));
}

std::string folder_of(const std::string& path)
{
    const std::string folder = fs::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

// Creates each missing folder, beginning at the root.
result<void> make_folders(const fs::path& folder)
{
    if (folder.empty() || ::mkdir(folder.c_str(), 0700) == 0) return {};
    if (errno == EEXIST) return {};
    if (errno != ENOENT) return system_failed(folder.string());
    if (auto above = make_folders(folder.parent_path()); !above) return above;
    if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
    return system_failed(folder.string());
}

// A new name is on disk only once its folder is synced.
result<void> sync_folder(const std::string& folder)
{
    const descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open() || ::fsync(opened.number()) != 0) return system_failed(folder);
    return {};
}

bool write_all(int file, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

// The file gets its name only when it is complete. link(), unlike rename(), replaces no other file.
result<bool> publish(const std::string& temporary, const std::string& path)
{
    const bool is_new = ::link(temporary.c_str(), path.c_str()) == 0;
    const int reason = errno;
    ::unlink(temporary.c_str());
    if (!is_new) {
        if (reason == EEXIST) return false;
        errno = reason;
        return system_failed(path);
    }
    if (const auto synced = sync_folder(folder_of(path)); !synced) return synced.error();
    return true;
}

std::optional<std::string> variable(const char* name)
{
    const char* value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    return value;
}

}  // namespace

home_folders find_home_folders() { return {variable("XDG_STATE_HOME"), variable("HOME")}; }

std::optional<std::string> state_folder(const home_folders& folders)
{
    const auto is_usable = [](const std::optional<std::string>& folder) {
        return folder && fs::path(*folder).is_absolute();
    };
    if (is_usable(folders.xdg_state_home))
        return (fs::path(*folders.xdg_state_home) / "datasette-gateway").string();
    if (is_usable(folders.home))
        return (fs::path(*folders.home) / ".local" / "state" / "datasette-gateway").string();
    return std::nullopt;
}

result<bool> write_new_file(const std::string& path, std::string_view content)
{
    if (const auto made = make_folders(fs::path(path).parent_path()); !made) return made.error();
    std::string temporary = path + ".XXXXXX";
    const descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
    if (!file.is_open()) return system_failed(path);
    if (!write_all(file.number(), content)) {
        const failure why = system_failed(path);
        ::unlink(temporary.c_str());
        return why;
    }
    return publish(temporary, path);
}

result<void> make_own_file(const std::string& path)
{
    const auto made = write_new_file(path, "");
    if (!made) return made.error();
    return {};
}

result<secret_bytes> read_own_file(const std::string& path, std::size_t bytes_max)
{
    const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status
    {};
    if (!file.is_open() || ::fstat(file.number(), &status) != 0) return system_failed(path);
    if (!S_ISREG(status.st_mode))
        return make_failure(errc::file_failed, path, "not a regular file");
    if ((status.st_mode & 077) != 0) return make_failure(errc::file_open_to_others, path);

    secret_bytes content(bytes_max + 1);
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t got = ::read(file.number(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_failed(path);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > bytes_max) return make_failure(errc::file_failed, path, "too large");
    content.shrink(size);
    return content;
}

}  // namespace dsgw::store
