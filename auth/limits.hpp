#pragma once

// The fixed sizes, counts, times and costs of this room, each with its unit and reason. Values that
// an administrator may want to change are settings of the gateway instead.

#include <chrono>
#include <cstddef>

namespace dsgw::auth::limits {

using namespace std::chrono_literals;

// Passwords and their hashes. A configured hash with a greater cost is refused: one check would
// take many seconds, or memory that each KDF thread needs at once.

/// As much as a request head may contain; a form may send more. Longer passwords are never right.
inline constexpr std::size_t password_bytes_max = 65'536;

/// A stored hash as text: far more than any supported format has.
inline constexpr std::size_t stored_hash_bytes_max = 1024;

/// The cost of new hashes: OWASP's second choice, and the plugin's number of rounds.
inline constexpr unsigned argon2_memory_kib_made = 19'456;
inline constexpr unsigned argon2_passes_made = 2;
inline constexpr unsigned pbkdf2_rounds_made = 480'000;

/// Memory times passes. All of OWASP's weakest pairs (7 MiB with 5 passes … 46 MiB with one) amount
/// to this; less is a warning.
inline constexpr unsigned argon2_work_kib_advised = 35 * 1024;

/// 1 GiB: every KDF thread may need that much at once.
inline constexpr unsigned argon2_memory_kib_max = 1'048'576;
inline constexpr unsigned yescrypt_memory_kib_max = 1'048'576;

/// Threads that libargon2 simulates: more lanes than any machine's cores only cost memory.
inline constexpr unsigned argon2_lanes_max = 64;

/// Memory times passes; 4 GiB take about three seconds.
inline constexpr unsigned argon2_work_kib_max = 4'194'304;

/// About three seconds.
inline constexpr unsigned pbkdf2_rounds_max = 10'000'000;

/// A cost of 15 takes about two seconds.
inline constexpr unsigned bcrypt_cost_max = 15;

/// With the longest password, such a hash takes seconds.
inline constexpr unsigned sha_crypt_rounds_max = 1'000'000;

/// Beyond `queue_max`, this many networks without a waiting job may queue one each: the right
/// password is delayed in a flood from many networks, not refused. At ten hashes a second the last
/// of them takes less than two minutes.
inline constexpr std::size_t kdf_networks_max = 1024;

// Cookies and tokens.

/// The lifetime of an upstream cookie, and the age at which it is made again. Their difference and
/// sum are the limits in authenticator.hpp.
inline constexpr std::chrono::seconds upstream_cookie_lifetime = 300s;
inline constexpr std::chrono::seconds upstream_cookie_age_max = 60s;

/// A compressed cookie, after decompression: browsers keep cookies of 4 KiB.
inline constexpr std::size_t inflated_cookie_bytes_max = 65'536;

/// A signed token of Datasette with a long list of restrictions, or a JWT, has a few thousand
/// bytes.
inline constexpr std::size_t bearer_token_bytes_max = 8192;

/// Few programs have tokens; a dropped entry costs one more request to Datasette.
inline constexpr std::size_t token_cache_entries_max = 1000;

// Files of records.

/// Actors and account names together, so that the file and its copy in memory stay bounded.
inline constexpr std::size_t account_history_entries_max = 200'000;

/// At this number the sessions of the largest group end together; if no group has two entries, the
/// list is full.
inline constexpr std::size_t revocations_max = 100'000;

/// Lifetime of the entry for a group's sessions: no cookie lives longer than the largest
/// session.max_age.
inline constexpr std::chrono::hours revoked_group_lifetime{24 * 3650};

/// The system clock may be this far ahead of the time that has passed by the monotonic clock.
inline constexpr std::chrono::hours clock_steps_max{1};

/// A file is written again when its lines exceed twice the number of valid records by this number.
inline constexpr std::size_t record_spare_lines = 1000;

/// Wait for another process that holds a file, which takes milliseconds, and the pause between two
/// attempts.
inline constexpr std::chrono::seconds record_file_wait = 2s;
inline constexpr std::chrono::milliseconds record_file_retry = 2ms;

// The throttle.

/// Size of each table: networks, accounts, proven passwords. Counts in force are never forgotten:
/// when there is no room for new ones, attempts that need one are refused.
inline constexpr std::size_t throttle_entries_max = 100'000;

/// The delay of the first attempt beyond the free ones; each further delay is twice as long.
inline constexpr std::chrono::milliseconds throttle_delay_first = 250ms;

/// This many attempts are held until their time has come (0.25, 0.5, 1 and 2 s); later ones that
/// come too early are refused. With the free ones that is fewer than 20 in any window.
inline constexpr unsigned throttle_tries_held = 4;

/// For this time, a password that was right is not slowed down by wrong ones of other clients.
inline constexpr std::chrono::hours proven_password_lifetime{1};

/// The slow lane of an account under attack: one hash per pause. The retry applies while another
/// network has the turn and is about to ask; it is shorter, in case that network has gone.
inline constexpr std::chrono::milliseconds slow_lane_pause = 1000ms;
inline constexpr std::chrono::milliseconds slow_lane_retry = 200ms;

}  // namespace dsgw::auth::limits
