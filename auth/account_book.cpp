#include "auth/account_book.hpp"

#include "auth/as_unsigned.hpp"
#include "auth/sodium_start.hpp"

#include <sodium/crypto_shorthash.h>
#include <sodium/randombytes.h>

#include <cassert>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <utility>

namespace dsgw::auth {

account_book::account_book(std::vector<account> accounts)
{
    static_assert(sizeof(decoy_key_) == crypto_shorthash_KEYBYTES);
    start_sodium();
    randombytes_buf(decoy_key_.data(), decoy_key_.size());
    for (account& one : accounts) {
        assert(one.who != nullptr);
        std::string name = one.name;
        accounts_.emplace(std::move(name), std::move(one));
    }
}

const account* account_book::find(std::string_view name) const
{
    const auto found = accounts_.find(name);
    return found == accounts_.end() ? nullptr : &found->second;
}

const account* account_book::decoy_for(std::string_view name) const
{
    if (accounts_.empty()) return nullptr;
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), as_unsigned(name), name.size(), decoy_key_.data());
    std::uint64_t number = 0;
    std::memcpy(&number, hash.data(), sizeof(number));
    const auto place = static_cast<std::ptrdiff_t>(number % accounts_.size());
    return &std::next(accounts_.begin(), place)->second;
}

}  // namespace dsgw::auth
