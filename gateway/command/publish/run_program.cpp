#include "gateway/command/publish/run_program.hpp"

#include "gateway/http/limits.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

namespace dsgw {

namespace {

/// Signals that a terminal sends to the child as well: keys, and the end of the terminal.
constexpr std::array terminal_signals{SIGINT, SIGQUIT, SIGHUP};

/// As system(3): what ends the child does not end us, who tidy up behind it.
class ignored_signals
{
public:
    ignored_signals()
    {
        for (std::size_t i = 0; i < terminal_signals.size(); ++i)
            before_[i] = std::signal(terminal_signals[i], SIG_IGN);
    }
    ~ignored_signals()
    {
        for (std::size_t i = 0; i < terminal_signals.size(); ++i)
            std::signal(terminal_signals[i], before_[i]);
    }
    ignored_signals(const ignored_signals&) = delete;
    ignored_signals& operator=(const ignored_signals&) = delete;

    /// Signals that the child handles: with nohup it must be as independent as we are.
    [[nodiscard]] sigset_t heeded() const
    {
        sigset_t found;
        sigemptyset(&found);
        for (std::size_t i = 0; i < terminal_signals.size(); ++i)
            if (before_[i] != SIG_IGN) sigaddset(&found, terminal_signals[i]);
        return found;
    }

private:
    using handler = void (*)(int);
    std::array<handler, terminal_signals.size()> before_{};
};

/// How the child differs from us.
class spawn_plan
{
public:
    spawn_plan(const std::string& folder, int output, const sigset_t& heeded)
    {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
        if (output >= 0) posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        posix_spawnattr_setsigdefault(&attributes_, &heeded);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
    }
    ~spawn_plan()
    {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&actions_);
    }
    spawn_plan(const spawn_plan&) = delete;
    spawn_plan& operator=(const spawn_plan&) = delete;

    [[nodiscard]] pid_t spawn(const program_run& what) const
    {
        std::vector<std::string> words{what.program};
        words.insert(words.end(), what.arguments.begin(), what.arguments.end());
        std::vector<char*> argv;
        argv.reserve(words.size() + 1);
        for (auto& word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        pid_t child = -1;
        const int failed = posix_spawn(
            &child, what.program.c_str(), &actions_, &attributes_, argv.data(), environ
        );
        if (failed != 0)
            throw std::runtime_error(what.program + " cannot be run: " + std::strerror(failed));
        return child;
    }

private:
    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string read_to_end(int from)
{
    std::string out;
    std::array<char, 4096> piece{};
    for (;;) {
        const auto n = ::read(from, piece.data(), piece.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return out;
        // Read on in any case, so that the program can end.
        if (out.size() < limits::program_output_bytes_max)
            out.append(piece.data(), static_cast<std::size_t>(n));
    }
}

}  // namespace

int run_program(const program_run& what)
{
    const ignored_signals ignored;
    return wait_for(spawn_plan(what.folder, -1, ignored.heeded()).spawn(what));
}

program_answer ask_program(const program_run& what)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
    const ignored_signals ignored;
    pid_t child = -1;
    try {
        child = spawn_plan(what.folder, ends[1], ignored.heeded()).spawn(what);
    } catch (...) {
        ::close(ends[0]);
        ::close(ends[1]);
        throw;
    }
    ::close(ends[1]);
    program_answer answer{0, read_to_end(ends[0])};
    ::close(ends[0]);
    answer.exit_code = wait_for(child);
    return answer;
}

}  // namespace dsgw
