#pragma once

// The memory of one argon2 hash, taken from the system and given back to it: malloc would keep it
// for good. Uses huge pages if the system has them, which makes a hash faster.

#include <cstddef>
#include <cstdint>

namespace dsgw::auth {

/// For argon2_context::allocate_cbk. @return 0, or -1 if there is no memory.
int take_hash_memory(std::uint8_t** memory, std::size_t bytes);

/// For argon2_context::free_cbk.
/// @param bytes  as allocated.
void give_back_hash_memory(std::uint8_t* memory, std::size_t bytes);

}  // namespace dsgw::auth
