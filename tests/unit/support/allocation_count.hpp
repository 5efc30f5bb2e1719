#pragma once

// How often this thread has allocated memory: the whole test program counts.

#include <cstddef>

namespace dsgw::test {

[[nodiscard]] std::size_t allocations_of_thread();

}  // namespace dsgw::test
