#pragma once

// Waiting jobs, taken in turn from each client network so that no network waits behind the many
// jobs of another. Networks of IPv6 take turns at /48, within it at /56 and within that at /64; a
// wide one has two or four turns in a row when several of its parts wait. Not thread-safe. Reports
// its size and the job to give up; its owner sets the limit.

#include "auth/client_network.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace dsgw::auth {

template <class Job>
class fair_queue
{
public:
    [[nodiscard]] std::size_t size() const { return root_.size; }
    [[nodiscard]] bool empty() const { return root_.size == 0; }

    [[nodiscard]] std::size_t waiting_of(const std::string& client) const
    {
        const auto found = places_.find(client);
        return found == places_.end() ? 0 : found->second->size;
    }

    /// True if no client in the widest network of this client waits.
    [[nodiscard]] bool is_new_network(const std::string& client) const
    {
        const auto levels = levels_of(client);
        return !places_.contains(std::string(levels.names[levels.count - 1]));
    }

    /// @param client  its network, as network_of() writes it.
    void push(const std::string& client, Job job)
    {
        const auto levels = levels_of(client);
        auto* at = &root_;
        ++at->size;
        for (std::size_t level = levels.count; level-- > 0;) {
            at = &part_of(*at, std::string(levels.names[level]));
            ++at->size;
        }
        at->jobs.push_back(std::move(job));
    }

    /// The oldest job of the client whose turn it is; the client moves to the end.
    /// @pre not empty.
    [[nodiscard]] Job pop()
    {
        auto* at = &root_;
        while (!at->parts.empty())
            at = &at->parts.front();
        Job job = std::move(at->jobs.front());
        at->jobs.pop_front();
        take_out(at, [](network& parent, place here) {
            if (here->turns == 0) here->turns = turns_of(*here);
            if (--here->turns == 0) parent.parts.splice(parent.parts.end(), parent.parts, here);
        });
        return job;
    }

    /// Removes the newest job of the network with the most jobs per turn, if `newcomer` would still
    /// have fewer with one more; else returns nothing.
    [[nodiscard]] std::optional<Job> give_up_for(const std::string& newcomer)
    {
        const auto levels = levels_of(newcomer);
        auto* at = &root_;
        for (std::size_t level = levels.count; level-- > 0;) {
            const auto found = places_.find(std::string(levels.names[level]));
            auto* own = found == places_.end() ? nullptr : &*found->second;
            auto* most = fullest_part(*at);
            if (most == nullptr) return std::nullopt;
            const auto own_size = own == nullptr ? 0 : own->size;
            const auto own_turns = own == nullptr ? 1 : turns_of(*own);
            if (most != own && most->size * own_turns > (own_size + 1) * turns_of(*most))
                return give_up(*most);
            if (own == nullptr) return std::nullopt;
            at = own;
        }
        return std::nullopt;
    }

    /// Removes the newest job of the network with the most jobs per turn.
    /// @pre not empty.
    [[nodiscard]] Job give_up_any() { return give_up(*fullest_part(root_)); }

private:
    struct network
    {
        std::string name{};
        network* parent = nullptr;
        std::size_t level = 0;       // 0: a client
        std::list<network> parts{};  // the one whose turn it is comes first
        std::deque<Job> jobs{};      // of a client
        std::size_t size = 0;        // jobs in it; never 0 between calls
        std::size_t turns = 0;       // left before it moves to the end
    };
    using place = typename std::list<network>::iterator;

    /// Growing allowances: 1 for a client, up to 2 for a /56, up to 4 for a /48.
    [[nodiscard]] static std::size_t turns_of(const network& of)
    {
        if (of.parts.empty()) return 1;
        const auto most = std::size_t(1) << of.level;
        std::size_t turns = 0;
        for (const auto& part : of.parts) {
            turns += turns_of(part);
            if (turns >= most) return most;
        }
        return turns;
    }

    [[nodiscard]] static network* fullest_part(network& of)
    {
        network* most = nullptr;
        for (auto& part : of.parts) {
            const bool is_more =
                most == nullptr || part.size * turns_of(*most) > most->size * turns_of(part);
            if (is_more) most = &part;
        }
        return most;
    }

    network& part_of(network& parent, const std::string& name)
    {
        const auto found = places_.find(name);
        if (found != places_.end()) return *found->second;
        network made;
        made.name = name;
        made.parent = &parent;
        parent.parts.push_back(std::move(made));
        const auto at = std::prev(parent.parts.end());
        places_.emplace(name, at);
        set_level(*at);
        return *at;
    }

    /// A network that contains another one is wider: raises its level.
    static void set_level(network& client)
    {
        std::size_t level = 0;
        for (auto* at = &client; at != nullptr; at = at->parent)
            at->level = std::max(at->level, level++);
    }

    [[nodiscard]] Job give_up(network& from)
    {
        auto* at = &from;
        while (!at->parts.empty())
            at = fullest_part(*at);
        Job job = std::move(at->jobs.back());
        at->jobs.pop_back();
        take_out(at, [](network&, place) {});
        return job;
    }

    /// Removes one job from the counts of this client. Networks without any job are removed too;
    /// `with_rest` is called for the others.
    template <class Function>
    void take_out(network* client, Function with_rest)
    {
        for (auto* at = client; at != &root_;) {
            auto* parent = at->parent;
            const auto found = places_.find(at->name);
            const auto here = found->second;
            if (--at->size == 0) {
                places_.erase(found);
                parent->parts.erase(here);
            } else {
                with_rest(*parent, here);
            }
            at = parent;
        }
        --root_.size;
    }

    network root_;
    std::unordered_map<std::string, place> places_;
};

}  // namespace dsgw::auth
