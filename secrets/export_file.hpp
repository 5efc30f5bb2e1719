#pragma once

// The format of exported secrets: a file encrypted with a passphrase (Argon2id, libsodium's
// secretstream). Bytes in, bytes out.
//
//   "datasette-gateway secrets 1\n"
//   salt (16) · opslimit (8, little-endian) · memlimit (8) · secretstream header (24)
//   messages, each: size (4, little-endian) · ciphertext
//
// The first message is empty and authenticates everything before it. Then there is one for each
// secret (name size (4) · name · note size (4) · note · value), and last an empty one that is
// marked as final.

#include "secrets/limits.hpp"
#include "secrets/secret_types.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::secrets {

/// Of the passphrase's key.
struct export_cost
{
    unsigned long long passes = limits::export_passes_made;
    std::size_t memory_bytes = limits::export_memory_bytes_made;
};

/// @return errc::passphrase_missing, export_failed (no memory).
[[nodiscard]] result<std::string> write_export(
    std::span<const exported_secret> secrets, std::string_view passphrase, export_cost cost = {}
);

/// @return errc::passphrase_missing, not_an_export, export_of_other_version, wrong_passphrase,
///         export_damaged, export_failed.
[[nodiscard]] result<std::vector<exported_secret>> read_export(
    std::string_view file, std::string_view passphrase
);

}  // namespace dsgw::secrets
