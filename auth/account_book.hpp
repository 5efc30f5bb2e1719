#pragma once

// The accounts of one configuration snapshot. Immutable, shared by all threads.

#include "auth/actor.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::auth {

/// One `NAME_password_hash` of the configuration with its actor.
struct account
{
    std::string name;         ///< as entered by the user, UTF-8, may be empty, case-sensitive
    std::string stored_hash;  ///< stripped at both ends; readable by password_hash
    actor_ptr who;            ///< never null: {"id": name} if none is configured
};

/// Without the key, decoys cannot be predicted.
using decoy_key = std::array<unsigned char, 16>;

class account_book
{
public:
    /// @param accounts  with unique names (the configuration refuses duplicates).
    explicit account_book(std::vector<account> accounts);
    account_book(account_book&&) = default;
    account_book(const account_book&) = delete;  // costs are stored by address
    account_book& operator=(const account_book&) = delete;

    [[nodiscard]] bool empty() const { return accounts_.empty(); }

    /// All accounts, ordered by name.
    [[nodiscard]] const std::map<std::string, account, std::less<>>& accounts() const
    {
        return accounts_;
    }

    /// The account with that name, or null.
    [[nodiscard]] const account* find(std::string_view name) const;

    /// The account whose hash an unknown name is checked against: one of those with the most
    /// expensive hash. For the same name and key the choice stays the same while that account
    /// exists, even if other accounts change. Null if there is no account.
    [[nodiscard]] const account* decoy_for(std::string_view name, const decoy_key& key) const;

    /// The additional cost of a wrong password beyond the hash of this account, so that all wrong
    /// passwords, for known and unknown names, take about as long as the most expensive hash. See
    /// hash_description::cost_rounds.
    [[nodiscard]] std::uint64_t make_up_rounds(const account& one) const;

private:
    std::map<std::string, account, std::less<>> accounts_;
    std::map<const account*, std::uint64_t> cost_rounds_;
    std::uint64_t dearest_rounds_ = 0;
};

}  // namespace dsgw::auth
