#pragma once

// Owns the file that bind() creates for a unix socket.

#include <cstdint>
#include <optional>
#include <string>

namespace dsgw {

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
