#pragma once

// The time of the kernel's last tick, some milliseconds ago. That is exact enough for limits of
// seconds, and is read without asking the hardware.

#include <chrono>
#include <ctime>

namespace dsgw {

/// Never later than steady_clock::now().
[[nodiscard]] inline std::chrono::steady_clock::time_point coarse_now()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return std::chrono::steady_clock::time_point(
        std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec)
    );
}

}  // namespace dsgw
