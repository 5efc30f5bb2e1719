#include "gateway/serve/init_system.hpp"

#include "gateway/net/listen_sockets.hpp"
#include "gateway/net/log_failure.hpp"
#include "gateway/serve/watchdog.hpp"
#include "gateway/serve/worker.hpp"
#include "tests/unit/gateway/pages/page_fixture.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <stdexcept>
#include <string>

using namespace dsgw;
using dsgw::test::scoped_variable;
using dsgw::test::temp_folder;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(init_system_test)

namespace {

/// The service manager's end.
class ear
{
public:
    /// @param name  a path, or a name that begins with '@'.
    explicit ear(const std::string& name)
        : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0))
    {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        name.copy(at.sun_path, name.size());
        if (name.front() == '@') at.sun_path[0] = '\0';
        const auto size = offsetof(sockaddr_un, sun_path) + name.size();
        BOOST_TEST_REQUIRE(
            ::bind(socket_, reinterpret_cast<const sockaddr*>(&at), static_cast<socklen_t>(size)) ==
            0
        );
    }
    ~ear() { ::close(socket_); }
    ear(const ear&) = delete;
    ear& operator=(const ear&) = delete;

    /// "" if nothing was said.
    [[nodiscard]] std::string next() const
    {
        std::array<char, 1024> text{};
        const auto size = ::recv(socket_, text.data(), text.size(), 0);
        return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
    }

private:
    int socket_;
};

std::string failure_of_start()
{
    try {
        const init_system made;
        return "no failure";
    } catch (const std::runtime_error& e) {
        return e.what();
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_one_nothing_happens)
{
    init_system nobody;
    BOOST_TEST(nobody.take_sockets().empty());
    BOOST_TEST(!nobody.patience().has_value());
    nobody.ready();
    nobody.alive();
}

BOOST_AUTO_TEST_CASE(notifies_by_path_and_by_abstract_name)
{
    const temp_folder folder;
    for (const auto& name : {folder.path("notify"), "@dsgw-test-" + std::to_string(::getpid())}) {
        const ear listening(name);
        const scoped_variable variable("NOTIFY_SOCKET", name.c_str());
        const init_system init;
        BOOST_TEST(std::getenv("NOTIFY_SOCKET") == nullptr);
        init.ready();
        BOOST_TEST(listening.next().starts_with("READY=1\n"), name);
        init.reloading();
        BOOST_TEST(listening.next().starts_with("RELOADING=1\nMONOTONIC_USEC="), name);
        init.stopping();
        BOOST_TEST(listening.next().starts_with("STOPPING=1\n"), name);
        init.alive();
        BOOST_TEST(listening.next() == "WATCHDOG=1", name);
    }
}

BOOST_AUTO_TEST_CASE(an_init_system_that_does_not_listen_is_ignored)
{
    const temp_folder folder;
    const scoped_variable variable("NOTIFY_SOCKET", folder.path("nobody").c_str());
    const init_system init;
    init.ready();
}

BOOST_AUTO_TEST_CASE(names_invalid_variables)
{
    const auto own = std::to_string(::getpid());
    const scoped_variable process("LISTEN_PID", own.c_str());
    for (const char* count : {"", "x", "-1", "1x", "1025", "99999999999999999999"}) {
        const scoped_variable descriptors("LISTEN_FDS", count);
        BOOST_TEST(
            failure_of_start().starts_with("$LISTEN_FDS is \"" + std::string(count) + "\""), count
        );
    }
    const std::string long_path(200, 'x');
    const scoped_variable notify("NOTIFY_SOCKET", long_path.c_str());
    BOOST_TEST(failure_of_start() == "$NOTIFY_SOCKET is too long: " + long_path);
}

BOOST_AUTO_TEST_CASE(ignores_variables_for_another_process)
{
    const scoped_variable process("LISTEN_PID", "1"), descriptors("LISTEN_FDS", "1"),
        watched("WATCHDOG_PID", "1"), patience("WATCHDOG_USEC", "1000");
    init_system init;
    BOOST_TEST(init.take_sockets().empty());
    BOOST_TEST(!init.patience().has_value());
}

BOOST_AUTO_TEST_CASE(a_hanging_thread_stops_the_notifications)
{
    const temp_folder folder;
    const ear listening(folder.path("notify"));
    const scoped_variable notify("NOTIFY_SOCKET", folder.path("notify").c_str());
    const scoped_variable patience("WATCHDOG_USEC", "30000");
    const init_system init;
    BOOST_TEST_REQUIRE(init.patience().has_value());

    test::page_fixture f;
    connection_counts connections;
    worker_services parts{{},      {f.hashes, f.guesses},
                          f.ended, connections,
                          f.audit, nullptr,
                          nullptr, nullptr,
                          nullptr, nullptr,
                          {}};
    parts.keys.signer = std::make_shared<const auth::cookie_signer>("not a secret");
    listen_sockets sockets(listen_address{"127.0.0.1", 0, {}}, 1);
    live_config first;
    first.snapshot = f.at->snapshot;
    first.upstream = f.upstream.endpoint();
    asio::io_context context{1};
    thread_counts counts;
    std::vector<std::unique_ptr<worker>> workers;
    workers.push_back(std::make_unique<worker>(parts, sockets.release().front(), first, counts));
    watchdog one(context, init, workers);
    asio::co_spawn(context.get_executor(), one.run(), log_failure("watchdog"));
    context.run_for(100ms);
    BOOST_TEST(listening.next().empty());

    workers.front()->start();
    const auto until = steady_clock::now() + 10s;
    std::string heard;
    while (heard.empty() && steady_clock::now() < until) {
        context.run_for(10ms);
        heard = listening.next();
    }
    BOOST_TEST(heard == "WATCHDOG=1");
    workers.front()->stop();
}

BOOST_AUTO_TEST_SUITE_END()
