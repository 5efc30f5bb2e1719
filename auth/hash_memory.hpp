#pragma once

// The memory of one argon2 hash, from the system and back to it: malloc would keep it for good. In
// huge pages where the system has them, which a hash walks through faster.

#include <cstddef>
#include <cstdint>

namespace dsgw::auth {

/// For argon2_context::allocate_cbk. @return 0, or -1 if there is no memory.
int take_hash_memory(std::uint8_t** memory, std::size_t bytes);

/// For argon2_context::free_cbk. @param bytes  as taken.
void give_back_hash_memory(std::uint8_t* memory, std::size_t bytes);

}  // namespace dsgw::auth
