#include "gateway/serve/init_system.hpp"

#include "base/parse_number.hpp"
#include "gateway/http/limits.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace dsgw {

namespace {

constexpr int first_descriptor = 3;

/// Returns the value and unsets the variable.
std::optional<std::string> take_variable(const char* name)
{
    const char* value = std::getenv(name);
    if (value == nullptr) return std::nullopt;
    std::string taken(value);
    unsetenv(name);
    return taken;
}

/// @param most  the largest value; the smallest is 0.
std::optional<std::uint64_t> take_number(const char* name, std::uint64_t most)
{
    const auto text = take_variable(name);
    if (!text) return std::nullopt;
    const auto number = parse_number<std::uint64_t>(*text);
    if (!number || *number > most) {
        throw std::runtime_error(
            "$" + std::string(name) + " is \"" + *text + "\", not a number up to " +
            std::to_string(most) + "; only the service manager should set it"
        );
    }
    return number;
}

/// The variables may be meant for the parent process.
bool is_this_process(std::optional<std::uint64_t> id)
{
    return !id || *id == static_cast<std::uint64_t>(::getpid());
}

/// @param path  a path, or an abstract name that begins with '@'.
int connect_to(const std::string& path)
{
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    if (path.size() >= sizeof at.sun_path)
        throw std::runtime_error("$NOTIFY_SOCKET is too long: " + path);
    path.copy(at.sun_path, path.size());
    if (path.front() == '@') at.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    const int made = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made >= 0 && ::connect(made, reinterpret_cast<const sockaddr*>(&at), size) == 0)
        return made;
    spdlog::warn("$NOTIFY_SOCKET: {}: {}", path, std::strerror(errno));
    if (made >= 0) ::close(made);
    return -1;
}

}  // namespace

init_system::init_system()
{
    constexpr std::uint64_t any_process = INT32_MAX;
    const bool has_sockets = is_this_process(take_number("LISTEN_PID", any_process));
    const auto count = take_number("LISTEN_FDS", limits::inherited_sockets_max);
    (void)take_variable("LISTEN_FDNAMES");
    for (int i = 0; has_sockets && i < static_cast<int>(count.value_or(0)); ++i) {
        const int each = first_descriptor + i;
        if (::fcntl(each, F_SETFD, FD_CLOEXEC) != 0) {
            throw std::runtime_error(
                "$LISTEN_FDS is " + std::to_string(*count) + ", but cannot use descriptor " +
                std::to_string(each) + ": " + std::strerror(errno)
            );
        }
        sockets_.push_back(each);
    }
    const bool is_watched = is_this_process(take_number("WATCHDOG_PID", any_process));
    const auto patience = take_number("WATCHDOG_USEC", INT64_MAX);
    if (is_watched && patience.value_or(0) > 0) patience_.emplace(*patience);
    const auto path = take_variable("NOTIFY_SOCKET");
    if (path && !path->empty()) notify_ = connect_to(*path);
}

init_system::~init_system()
{
    for (const int each : sockets_)
        ::close(each);
    if (notify_ >= 0) ::close(notify_);
}

std::vector<int> init_system::take_sockets() { return std::exchange(sockets_, {}); }

void init_system::ready() const { say("READY=1\nSTATUS=Serving"); }

void init_system::reloading() const
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const auto since_boot =
        std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
    const auto count = std::chrono::duration_cast<std::chrono::microseconds>(since_boot).count();
    say("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(count) +
        "\nSTATUS=Reading the configuration");
}

void init_system::stopping() const { say("STOPPING=1\nSTATUS=Finishing the requests in flight"); }

void init_system::alive() const { say("WATCHDOG=1"); }

/// Failures are only logged at debug level: the service manager may not listen.
void init_system::say(std::string_view state) const
{
    if (notify_ < 0) return;
    const auto sent = ::send(notify_, state.data(), state.size(), MSG_NOSIGNAL);
    if (sent < 0) spdlog::debug("cannot notify the service manager: {}", std::strerror(errno));
}

}  // namespace dsgw
