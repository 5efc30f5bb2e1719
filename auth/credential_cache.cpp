#include "auth/credential_cache.hpp"

#include "base/bytes.hpp"

#include <sodium/crypto_generichash.h>
#include <sodium/crypto_shorthash_siphash24.h>

#include <iterator>
#include <utility>

namespace dsgw::auth {

static_assert(std::tuple_size_v<credential_key> == crypto_shorthash_siphashx24_KEYBYTES);
static_assert(std::tuple_size_v<credential_digest> == crypto_shorthash_siphashx24_BYTES);

credential_key derive_credential_key(
    const std::array<unsigned char, 32>& from, std::string_view purpose
)
{
    credential_key key;
    crypto_generichash(
        key.data(), key.size(), as_unsigned(purpose), purpose.size(), from.data(), from.size()
    );
    return key;
}

credential_digest make_digest(const credential_key& key, std::string_view text)
{
    credential_digest digest;
    crypto_shorthash_siphashx24(digest.data(), as_unsigned(text), text.size(), key.data());
    return digest;
}

const credential_cache::entry* credential_cache::find(
    const credential_digest& digest, time_point now
) const
{
    const auto found = slots_.find(digest);
    if (found == slots_.end() || found->second.age->expires <= now) return nullptr;
    return &found->second.known;
}

void credential_cache::remember(
    const credential_digest& digest, entry known, time_point now, std::chrono::seconds lifetime
)
{
    if (entries_max_ == 0 || lifetime <= std::chrono::seconds(0)) return;
    forget(digest);
    drop_expired(right_, now);
    drop_expired(wrong_, now);
    if (slots_.size() >= entries_max_) drop_oldest();

    ages& order = known.who ? right_ : wrong_;
    order.push_back(aged{digest, now, now + lifetime});
    slots_.emplace(digest, slot{std::move(known), &order, std::prev(order.end())});
}

void credential_cache::clear()
{
    slots_.clear();
    right_.clear();
    wrong_.clear();
}

void credential_cache::forget(const credential_digest& digest)
{
    const auto found = slots_.find(digest);
    if (found == slots_.end()) return;
    found->second.order->erase(found->second.age);
    slots_.erase(found);
}

void credential_cache::drop_expired(ages& order, time_point now)
{
    while (!order.empty() && order.front().expires <= now) {
        slots_.erase(order.front().digest);
        order.pop_front();
    }
}

void credential_cache::drop_oldest()
{
    ages& order =
        wrong_.empty() || (!right_.empty() && right_.front().remembered < wrong_.front().remembered)
            ? right_
            : wrong_;
    slots_.erase(order.front().digest);
    order.pop_front();
}

}  // namespace dsgw::auth
