#include "gateway/net/deadline.hpp"

#include "gateway/http/limits.hpp"

namespace dsgw {

void deadline::arm(std::chrono::milliseconds limit)
{
    passed_ = false;
    if (limit.count() == 0) {
        disarm();
        return;
    }
    at_ = coarse_now() + limit;
    if (!is_linked()) clock_.armed_.push_back(*this);
    if (!clock_.scheduled_) clock_.schedule();
}

void deadline::disarm()
{
    if (is_linked()) unlink();
}

void deadline::pass_now()
{
    arm(limits::deadline_tick);
    at_ = steady_clock::time_point::min();
    passed_ = true;
    static_cast<void>(expire_(target_));
}

void deadline_clock::schedule()
{
    scheduled_ = true;
    timer_.expires_after(limits::deadline_tick);
    const std::weak_ptr<const char> life = life_;
    timer_.async_wait([this, life](boost::system::error_code ec) {
        if (!ec && !life.expired()) tick();
    });
}

void deadline_clock::tick()
{
    scheduled_ = false;
    const auto now = coarse_now();
    for (auto& each : armed_) {
        if (now < each.at_) continue;
        const auto more = each.expire_(each.target_);
        each.passed_ = more.count() == 0;
        each.at_ = now + more;
    }
    if (!armed_.empty()) schedule();
}

}  // namespace dsgw
