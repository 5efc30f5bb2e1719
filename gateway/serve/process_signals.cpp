#include "gateway/serve/process_signals.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

namespace dsgw {

namespace {

constexpr std::array<int, 4> meaningful_signals{SIGHUP, SIGINT, SIGTERM, SIGQUIT};

/// Signals whose default action ends the process, although nothing here sends or expects them.
constexpr std::array<int, 8> meaningless_signals{SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM,
                                                 SIGPROF, SIGIO,   SIGPWR,  SIGSTKFLT};

/// The result of a system call reports the same: EPIPE, EFBIG. With a handler, a write to the
/// terminal from the background would fail; if they are ignored, it succeeds.
constexpr std::array<int, 4> results_instead{SIGPIPE, SIGXFSZ, SIGTTOU, SIGTTIN};

void change_mask(int how, int number)
{
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, number);
    pthread_sigmask(how, &one, nullptr);
}

}  // namespace

void ignore_meaningless_signals()
{
    for (const int number : meaningless_signals)
        std::signal(number, SIG_IGN);
    for (const int number : results_instead)
        std::signal(number, SIG_IGN);
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number)
        std::signal(number, SIG_IGN);
}

void hold_back_reloads() { change_mask(SIG_BLOCK, SIGHUP); }

process_signals::process_signals(asio::io_context& context) : signals_(context.get_executor())
{
    for (const int number : meaningful_signals)
        signals_.add(number);
    for (const int number : meaningless_signals)
        signals_.add(number);
    change_mask(SIG_UNBLOCK, SIGHUP);
}

task<> process_signals::run(std::function<void(int number)> take)
{
    for (;;) {
        const auto [ec, number] = co_await signals_.async_wait(as_result);
        if (ec) co_return;
        const auto& known = meaningful_signals;
        if (std::find(known.begin(), known.end(), number) != known.end())
            take(number);
        else
            spdlog::debug("ignored signal {} ({})", number, strsignal(number));
    }
}

}  // namespace dsgw
