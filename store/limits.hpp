#pragma once

// The fixed times of this room, each with its unit and reason.

#include <chrono>

namespace dsgw::store::limits {

using namespace std::chrono_literals;

/// Wait for the locks of other programs in a database: as long as Python's sqlite3.
inline constexpr std::chrono::milliseconds busy_timeout = 5s;

}  // namespace dsgw::store::limits
