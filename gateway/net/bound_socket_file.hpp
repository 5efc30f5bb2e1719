#pragma once

// The file that binding a unix socket has made.

#include <cstdint>
#include <optional>
#include <string>

namespace dsgw {

/// Removed when this ends, unless it is another server's by then: one that takes our place binds
/// the path while we still answer what is in flight.
class bound_socket_file
{
public:
    /// @param path  of a socket that was bound just now.
    explicit bound_socket_file(std::string path);
    ~bound_socket_file();

    bound_socket_file(const bound_socket_file&) = delete;
    bound_socket_file& operator=(const bound_socket_file&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    /// What tells a file from a later one of that name, which may get its number again.
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
