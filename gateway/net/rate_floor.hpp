#pragma once

// The minimum rate of a body: how long the other side may still keep us waiting. Only waiting
// counts, so the pauses of one side do not count against the other. Pure.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dsgw {

class rate_floor
{
public:
    using milliseconds = std::chrono::milliseconds;

    /// @param bytes_per_second  0 = no minimum.
    /// @param longest_wait  limit of a single wait; 0 = no limit.
    rate_floor(std::size_t bytes_per_second, milliseconds longest_wait);

    /// The limit of the next wait, for a deadline; 0 = no limit.
    [[nodiscard]] milliseconds allowance() const;

    /// Whether the other side has been slower than the minimum for longer than the window.
    [[nodiscard]] bool is_spent() const;

    /// Records a finished wait.
    void waited(std::chrono::steady_clock::duration time, std::size_t bytes);

private:
    [[nodiscard]] milliseconds left() const;

    std::size_t bytes_per_second_;
    milliseconds longest_wait_;
    std::chrono::steady_clock::duration waited_{};
    std::uint64_t bytes_ = 0;
};

}  // namespace dsgw
