#pragma once

// Files of unix sockets: a socket that only our user can connect to, the file that it leaves, and
// the removal of one whose server is gone.

#include <cstdint>
#include <optional>
#include <string>

namespace dsgw {

enum class socket_file
{
    free,          ///< there is no file
    stale,         ///< its server is gone
    in_use,        ///< a server listens on it, or this cannot be determined
    not_a_socket,  ///< the path is not a socket
};

/// Connects for a moment if there is a socket at this path. A path that is too long for a socket
/// counts as free.
[[nodiscard]] socket_file look_at_socket(const std::string& path);

/// Like look_at_socket(), and removes a stale socket: then the path is free.
[[nodiscard]] socket_file remove_stale_socket(const std::string& path);

/// Returns a bound, listening, non-blocking socket of mode 0600. Replaces a file without a
/// listener.
/// @param whose  the start of an error message: "the secrets' socket".
/// @return the descriptor, owned by the caller.
/// @throws std::runtime_error.
[[nodiscard]] int bind_private_socket(const std::string& path, const std::string& whose);

/// Removes the file at the end of its life, unless another server owns the path by then: a
/// successor binds the path while this process still finishes its requests.
class bound_socket_file
{
public:
    /// @param path  of a socket that was just bound.
    explicit bound_socket_file(std::string path);
    ~bound_socket_file();

    bound_socket_file(const bound_socket_file&) = delete;
    bound_socket_file& operator=(const bound_socket_file&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    /// Tells this file from a later one of the same name, which may reuse its inode number.
    struct identity
    {
        std::uint64_t device;
        std::uint64_t number;
        std::int64_t born_seconds;
        std::uint32_t born_nanoseconds;

        bool operator==(const identity&) const = default;
    };

    [[nodiscard]] std::optional<identity> look() const;

    std::string path_;
    std::optional<identity> made_;
};

}  // namespace dsgw
