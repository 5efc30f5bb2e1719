#include "gateway/request/log_outs.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/await_callback.hpp"
#include "store/state_files.hpp"

#include <spdlog/spdlog.h>

namespace dsgw {

namespace {

constexpr const char* log_outs_file = "/log-outs";

std::optional<std::string> path_in_state_folder()
{
    auto folder = store::state_folder(store::find_home_folders());
    if (!folder) return std::nullopt;
    return *folder + log_outs_file;
}

}  // namespace

log_outs::log_outs() = default;

log_outs::~log_outs()
{
    writer_.stop();
    writer_.join();
}

void log_outs::keep_in(const std::optional<std::string>& path)
{
    const auto place = path ? path : path_in_state_folder();
    if (!place) {
        spdlog::warn(
            "logouts are lost when the gateway stops: neither $XDG_STATE_HOME nor $HOME is set; "
            "set plugins.datasette-gateway.session.path to a file for them"
        );
        return;
    }
    std::string obstacle;
    if (const auto made = store::make_own_file(*place); !made) {
        obstacle = made.error().message;
    } else if (const auto failed = list_.open(*place, auth::unix_now())) {
        obstacle = failed.message();
    }
    for (const auto& warning : list_.take_warnings())
        spdlog::warn("{}: {}", *place, warning);
    if (obstacle.empty()) {
        spdlog::debug("logouts are stored in {}", *place);
        asio::post(writer_, [this] { look_later(); });
    } else {
        spdlog::warn(
            "logouts are lost when the gateway stops: {}: {}; set "
            "plugins.datasette-gateway.session.path to another file",
            *place, obstacle
        );
    }
}

void log_outs::look_later()
{
    next_look_.expires_after(limits::logout_file_look);
    next_look_.async_wait([this](boost::system::error_code ec) {
        if (!ec) look();
    });
}

void log_outs::look()
{
    const auto failed = list_.refresh(auth::unix_now());
    if (failed && !has_failed_)
        spdlog::warn("cannot read the logouts of other gateways: {}", failed.message());
    has_failed_ = failed.failed();
    for (const auto& warning : list_.take_warnings())
        spdlog::warn("{}", warning);
    look_later();
}

bool log_outs::admits_sessions() const
{
    if (!list_.is_full()) return true;
    spdlog::error(
        "refused a login: {} logouts are in force and none of them can be merged; logins are "
        "possible again when some have expired",
        list_.size()
    );
    return false;
}

task<> log_outs::add(ended_session ended)
{
    auto writing = run_blocking(writer_, [this, ended = std::move(ended)] {
        const auto failed =
            list_.revoke(ended.id, ended.until, auth::unix_now(), ended.group, ended.opened);
        for (const auto& warning : list_.take_warnings())
            spdlog::warn("{}", warning);
        return failed ? failed.message() : std::string();
    });
    const auto failure = co_await std::move(writing);
    if (!failure.empty()) {
        spdlog::error("cannot store a logout, so it is lost when the gateway stops: {}", failure);
    }
}

}  // namespace dsgw
