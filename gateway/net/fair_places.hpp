#pragma once

// A limited number of places, for example connections, and the client networks that hold them. Pure
// and not thread-safe. Reports how many places a network holds and how many are free; its owner
// makes the rule.

#include "auth/client_network.hpp"
#include "gateway/http/limits.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dsgw {

class fair_places
{
public:
    struct network
    {
        std::shared_ptr<network> wider;  ///< the /56 of a /64, the /48 of a /56; else null
        std::size_t level = 0;           ///< 0: an IPv4 address or a /64; 1: a /56; 2: a /48
        std::size_t held = 0;            ///< held by all clients in it
    };

    /// The networks of a client that waits for a place or holds one. May outlive the places
    /// themselves.
    using network_ptr = std::shared_ptr<network>;

    /// @param name  as network_of() returns it.
    [[nodiscard]] network_ptr find(std::string_view name);

    void take(network& of);
    void give_back(network& of);

    [[nodiscard]] std::size_t held() const { return held_; }

    /// Whether no client in the widest network of this one holds a place.
    [[nodiscard]] static bool is_new(const network& of);

    /// The number of networks with a record, for tests.
    [[nodiscard]] std::size_t size() const { return networks_.size(); }

private:
    struct name_hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const
        {
            return std::hash<std::string_view>()(name);
        }
    };

    [[nodiscard]] network_ptr find_or_add(const auth::network_levels& levels, std::size_t level);
    void forget_unused();

    std::unordered_map<std::string, network_ptr, name_hash, std::equal_to<>> networks_;
    std::size_t forget_at_ = limits::fair_records_max;
    std::size_t held_ = 0;
};

}  // namespace dsgw
