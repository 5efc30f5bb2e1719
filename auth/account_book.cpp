#include "auth/account_book.hpp"

#include "auth/password_hash.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"

#include <sodium/crypto_shorthash.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

namespace dsgw::auth {

account_book::account_book(std::vector<account> accounts)
{
    for (account& one : accounts) {
        assert(one.who != nullptr);
        std::string name = one.name;
        accounts_.emplace(std::move(name), std::move(one));
    }
    for (const auto& [name, one] : accounts_) {
        const auto described = describe_password_hash(one.stored_hash);
        const auto rounds = described ? described->cost_rounds : 0;
        cost_rounds_.emplace(&one, rounds);
        dearest_rounds_ = std::max(dearest_rounds_, rounds);
    }
}

const account* account_book::find(std::string_view name) const
{
    const auto found = accounts_.find(name);
    return found == accounts_.end() ? nullptr : &found->second;
}

const account* account_book::decoy_for(std::string_view name, const decoy_key& key) const
{
    static_assert(sizeof key == crypto_shorthash_KEYBYTES);
    start_sodium();
    const account* chosen = nullptr;
    std::uint64_t highest = 0;
    // Chooses the highest of the hashes of name and account, so that an added or removed account
    // changes few other choices.
    for (const auto& [account_name, one] : accounts_) {
        if (make_up_rounds(one) > 0) continue;
        const auto text = std::to_string(name.size()) + ':' + std::string(name) + account_name;
        std::array<unsigned char, crypto_shorthash_BYTES> hash{};
        crypto_shorthash(hash.data(), as_unsigned(text), text.size(), key.data());
        std::uint64_t number = 0;
        std::memcpy(&number, hash.data(), sizeof(number));
        if (chosen != nullptr && number <= highest) continue;
        highest = number;
        chosen = &one;
    }
    return chosen;
}

std::uint64_t account_book::make_up_rounds(const account& one) const
{
    return dearest_rounds_ - cost_rounds_.at(&one);
}

}  // namespace dsgw::auth
