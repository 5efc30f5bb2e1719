#pragma once

// Waiting jobs, taken in turn from each client so that nobody waits behind another's heap. Not
// thread-safe; says how full it is and whose job to give up, and leaves the limit to its owner.

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
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    [[nodiscard]] std::size_t waiting_of(const std::string& client) const
    {
        const auto found = places_.find(client);
        return found == places_.end() ? 0 : found->second->jobs.size();
    }

    void push(const std::string& client, Job job)
    {
        auto found = places_.find(client);
        if (found == places_.end()) {
            turns_.push_back(line{client, {}});
            found = places_.emplace(client, std::prev(turns_.end())).first;
        }
        found->second->jobs.push_back(std::move(job));
        ++size_;
    }

    /// The oldest job of the client whose turn it is, who then goes to the end. @pre not empty.
    [[nodiscard]] Job pop()
    {
        const auto first = turns_.begin();
        Job job = std::move(first->jobs.front());
        first->jobs.pop_front();
        --size_;
        if (first->jobs.empty())
            forget(first);
        else
            turns_.splice(turns_.end(), turns_, first);
        return job;
    }

    /// The newest job of the client with most of them, if `newcomer` would still have fewer with
    /// one more; else nothing is given up.
    [[nodiscard]] std::optional<Job> give_up_for(const std::string& newcomer)
    {
        auto most = turns_.begin();
        for (auto one = turns_.begin(); one != turns_.end(); ++one) {
            if (one->jobs.size() > most->jobs.size()) most = one;
        }
        if (most == turns_.end() || most->jobs.size() <= waiting_of(newcomer) + 1)
            return std::nullopt;
        Job job = std::move(most->jobs.back());
        most->jobs.pop_back();
        --size_;
        return job;
    }

private:
    struct line
    {
        std::string client;
        std::deque<Job> jobs;  // never empty between calls
    };
    using turns = std::list<line>;

    void forget(typename turns::iterator place)
    {
        places_.erase(place->client);
        turns_.erase(place);
    }

    turns turns_;  // whose turn it is stands first
    std::unordered_map<std::string, typename turns::iterator> places_;
    std::size_t size_ = 0;
};

}  // namespace dsgw::auth
