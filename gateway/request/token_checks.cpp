#include "gateway/request/token_checks.hpp"

#include "gateway/http/limits.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dsgw {

using auth::token_answer;

void token_checks::flush()
{
    const std::lock_guard lock(mutex_);
    generation_.fetch_add(1, std::memory_order_acq_rel);
    known_.clear();
    ages_.clear();
    control_until_ = {};
}

std::optional<token_answer> token_checks::find(
    const auth::credential_digest& digest, time_point now
)
{
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(digest);
    if (found == known_.end() || found->second->answer.until <= now) return std::nullopt;
    return found->second->answer;
}

token_checks::role token_checks::begin(
    const auth::credential_digest& digest, const std::string& network
)
{
    const std::lock_guard lock(mutex_);
    if (flights_.contains(digest)) return role::follow;
    if (flights_.size() >= limits::token_checks_max) return role::wait;
    const auto of_network = std::ranges::count_if(flights_, [&](const auto& each) {
        return each.second.network == network;
    });
    if (static_cast<std::size_t>(of_network) >= limits::token_checks_per_client_max)
        return role::wait;
    flights_.emplace(digest, flight{network, {}});
    return role::lead;
}

void token_checks::join(const auth::credential_digest& digest, callback done, time_point now)
{
    token_answer answer;
    {
        const std::lock_guard lock(mutex_);
        if (const auto flying = flights_.find(digest); flying != flights_.end()) {
            flying->second.waiting.push_back(std::move(done));
            return;
        }
        // The leader finished first. A refusal is not remembered here: ask again.
        const auto found = known_.find(digest);
        if (found != known_.end() && found->second->answer.until > now)
            answer = found->second->answer;
    }
    done(answer);
}

token_answer token_checks::end(
    const auth::credential_digest& digest, token_answer answer, time_point now
)
{
    std::vector<callback> waiting;
    {
        const std::lock_guard lock(mutex_);
        if (answer.generation != generation()) answer = {};
        if (const auto flying = flights_.find(digest); flying != flights_.end()) {
            waiting = std::move(flying->second.waiting);
            flights_.erase(flying);
        }
        drop_expired(now);
        if (answer.what == token_answer::kind::named) {
            answer.until = now + limits::token_answer_lifetime;
            if (const auto old = known_.find(digest); old != known_.end()) {
                ages_.erase(old->second);
                known_.erase(old);
            }
            ages_.push_back({digest, answer});
            known_.emplace(digest, std::prev(ages_.end()));
        }
    }
    for (const auto& done : waiting)
        done(answer);
    return answer;
}

void token_checks::drop_expired(time_point now)
{
    while (!ages_.empty() &&
           (ages_.front().answer.until <= now || ages_.size() >= limits::token_answers_max)) {
        known_.erase(ages_.front().digest);
        ages_.pop_front();
    }
}

bool token_checks::is_control_known(time_point now)
{
    const std::lock_guard lock(mutex_);
    return now < control_until_;
}

void token_checks::control_passed(unsigned generation, time_point now)
{
    const std::lock_guard lock(mutex_);
    if (generation == generation_) control_until_ = now + limits::token_answer_lifetime;
}

void token_checks::stop()
{
    std::map<auth::credential_digest, flight> left;
    {
        const std::lock_guard lock(mutex_);
        left = std::exchange(flights_, {});
    }
    for (const auto& [digest, each] : left) {
        for (const auto& done : each.waiting)
            done(token_answer{});
    }
}

}  // namespace dsgw
