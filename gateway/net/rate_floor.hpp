#pragma once

// The minimum rate of a body: how long the other side may still keep us waiting. Only waiting
// counts, so a quiet partner on the far side is not held against this one. Pure.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dsgw {

class rate_floor
{
public:
    using milliseconds = std::chrono::milliseconds;

    /// @param bytes_per_second  0 = no minimum.   @param longest_wait  of a single wait; 0 = no
    /// limit.
    rate_floor(std::size_t bytes_per_second, milliseconds longest_wait);

    /// For a deadline: how long the next wait may take; 0 = no limit.
    [[nodiscard]] milliseconds allowance() const;

    /// The other side has been slower than the minimum for longer than the window.
    [[nodiscard]] bool is_spent() const;

    /// A wait is over.
    void waited(std::chrono::steady_clock::duration time, std::size_t bytes);

private:
    [[nodiscard]] milliseconds left() const;

    std::size_t bytes_per_second_;
    milliseconds longest_wait_;
    std::chrono::steady_clock::duration waited_{};
    std::uint64_t bytes_ = 0;
};

}  // namespace dsgw
