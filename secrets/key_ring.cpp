#include "secrets/key_ring.hpp"

#include "secrets/value_rules.hpp"

#include <algorithm>
#include <utility>

namespace dsgw::secrets {

result<key_ring> key_ring::parse(std::span<const key_setting> settings)
{
    std::vector<named_key> keys;
    for (const key_setting& one : settings) {
        if (!is_allowed_name(one.name)) {
            return failure{
                errc::name_not_allowed,
                one.where +
                    ": a key's name must have 1 to 100 of the characters A-Z a-z 0-9 _ . -"};
        }
        auto key = fernet_key::parse(one.text);
        if (!key) return make_failure(key.error(), one.where);

        const auto same = std::ranges::find(keys, one.name, &named_key::name);
        if (same == keys.end())
            keys.push_back({one.name, std::move(*key)});
        else if (!same->key.is_same(*key))
            return make_failure(errc::ambiguous_key_name, one.where, one.name);
    }
    return key_ring(std::move(keys));
}

const named_key* key_ring::find(std::string_view name) const
{
    const auto found = std::ranges::find(keys_, name, &named_key::name);
    return found == keys_.end() ? nullptr : &*found;
}

boost::system::result<key_ring::opened> key_ring::open(
    std::string_view row_key_name, std::string_view token
) const
{
    const named_key* named = find(row_key_name);
    if (named != nullptr) {
        if (auto value = open_fernet(named->key, token)) return opened{std::move(*value), named};
    }
    for (const named_key& other : keys_) {
        if (&other == named) continue;
        if (auto value = open_fernet(other.key, token)) return opened{std::move(*value), &other};
    }
    return errc::row_unreadable;
}

}  // namespace dsgw::secrets
