#pragma once

// plugins.datasette-auth-passwords -> accounts and actors. Names accounts in problems, never
// hashes.

#include "gateway/config/config.hpp"
#include "gateway/config/plugin_block.hpp"

namespace dsgw {

struct accounts_result
{
    std::vector<auth::account> accounts;
    std::vector<account_summary> summaries;
    bool http_basic_auth = false;
    problem_list problems;
    problem_list warnings;
};

/// @param block  as gathered; references are resolved here.
/// @source datasette-auth-passwords 1.1.1; reference section 3.
[[nodiscard]] accounts_result read_accounts(const plugin_block& block);

/// The account of the hash under that key, or nothing: all text before the *first* suffix, so
/// x_password_hash_y_password_hash is an account x.
[[nodiscard]] std::optional<std::string> account_of_key(std::string_view key);

/// A text that one of our verifiers can read as a password hash.
[[nodiscard]] bool looks_like_password_hash(std::string_view text);

}  // namespace dsgw
