#pragma once

// The accounts of one configuration snapshot. Immutable, shared by all threads.

#include "auth/actor.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::auth {

/// One `NAME_password_hash` of the configuration with the actor it logs in as.
struct account
{
    std::string name;  ///< as typed by the user, UTF-8, may be empty, case sensitive
    std::string
        stored_hash;  ///< white space at both ends already removed; readable by password_hash
    actor_ptr who;    ///< never null: {"id": name} where none is configured
};

class account_book
{
public:
    /// @param accounts  names are unique (the configuration refuses duplicates).
    explicit account_book(std::vector<account> accounts);

    [[nodiscard]] bool empty() const { return accounts_.empty(); }

    /// All of them, by name.
    [[nodiscard]] const std::map<std::string, account, std::less<>>& accounts() const
    {
        return accounts_;
    }

    /// The account of that name, or null.
    [[nodiscard]] const account* find(std::string_view name) const;

    /// The account whose hash an unknown name is checked against, so that it costs the same as a
    /// known one: always the same one for the same name (keyed hash), null if there is no account.
    [[nodiscard]] const account* decoy_for(std::string_view name) const;

private:
    std::map<std::string, account, std::less<>> accounts_;
    std::array<unsigned char, 16> decoy_key_{};
};

}  // namespace dsgw::auth
