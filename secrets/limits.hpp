#pragma once

// The fixed sizes, counts and times of this room, each with its unit and reason.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dsgw::secrets::limits {

using namespace std::chrono_literals;

/// Of a secret and of an encryption key: the name of an environment variable is rarely as long.
inline constexpr std::size_t name_bytes_max = 100;

/// A certificate chain is under 100 KiB. Each open form and each version holds a whole value.
inline constexpr std::size_t value_bytes_max = 1'048'576;

/// As in datasette-secrets.
inline constexpr std::size_t note_characters_max = 100;

/// A file with one encryption key: a Fernet key has 44 characters.
inline constexpr std::size_t key_file_bytes_max = 100;

/// Requests that may wait for the store's thread; more are refused.
inline constexpr std::size_t store_queue_max = 4096;

/// A group of accesses is committed when no more are queued, and after this time at the latest.
inline constexpr std::chrono::microseconds access_group_time = 5ms;

/// The cost of the passphrase of a new export: about a second.
inline constexpr unsigned long long export_passes_made = 3;
inline constexpr std::size_t export_memory_bytes_made = 256UL * 1024 * 1024;

/// The cost that a file may require before its passphrase is verified: some twenty seconds.
inline constexpr std::uint64_t export_passes_max = 16;
inline constexpr std::uint64_t export_memory_bytes_max = 1024UL * 1024 * 1024;

}  // namespace dsgw::secrets::limits
