#pragma once

// Bytes that must be wiped: wiped when they are destroyed, not copyable, not printable.

#include <cstddef>
#include <string_view>
#include <vector>

namespace dsgw {

class secret_bytes
{
public:
    secret_bytes() = default;
    explicit secret_bytes(std::string_view bytes);
    explicit secret_bytes(std::size_t size);  ///< zeroed, to write through data()
    ~secret_bytes();

    secret_bytes(secret_bytes&& other) noexcept;
    secret_bytes& operator=(secret_bytes&& other) noexcept;
    secret_bytes(const secret_bytes&) = delete;
    secret_bytes& operator=(const secret_bytes&) = delete;

    [[nodiscard]] char* data() { return bytes_.data(); }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }

    /// Valid during the lifetime of this object.
    [[nodiscard]] std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

    /// Wipes the bytes after `size`, which is at most size().
    void shrink(std::size_t size);

private:
    void wipe();
    std::vector<char> bytes_;
};

}  // namespace dsgw
