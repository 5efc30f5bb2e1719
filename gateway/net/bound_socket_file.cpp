#include "gateway/net/bound_socket_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <utility>

namespace dsgw {

bound_socket_file::bound_socket_file(std::string path) : path_(std::move(path)), made_(look()) {}

bound_socket_file::~bound_socket_file()
{
    if (made_ && look() == made_) ::unlink(path_.c_str());
}

std::optional<bound_socket_file::identity> bound_socket_file::look() const
{
    struct statx found
    {};
    constexpr unsigned wanted = STATX_INO | STATX_BTIME;
    if (::statx(AT_FDCWD, path_.c_str(), AT_SYMLINK_NOFOLLOW, wanted, &found) != 0) return {};
    return identity{
        gnu_dev_makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino,
        found.stx_btime.tv_sec, found.stx_btime.tv_nsec};
}

}  // namespace dsgw
