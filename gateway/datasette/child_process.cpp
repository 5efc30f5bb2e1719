#include "gateway/datasette/child_process.hpp"

#include "gateway/command/find_program.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace dsgw {

namespace {

std::vector<char*> as_pointers(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

std::vector<std::string> make_environment(const child_process::command& what)
{
    std::vector<std::string> made;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view entry(*each);
        const std::string name(entry.substr(0, entry.find('=')));
        const auto& withheld = what.environment_withheld;
        if (std::find(withheld.begin(), withheld.end(), name) != withheld.end()) continue;
        const bool replaced =
            std::any_of(what.environment.begin(), what.environment.end(), [&](const auto& pair) {
                return pair.first == name;
            });
        if (!replaced) made.emplace_back(entry);
    }
    for (const auto& [name, value] : what.environment) {
        made.push_back(name + "=" + value);
    }
    return made;
}

/// The descriptor in the child for the pipe that reports a failure of execve().
constexpr int report_fd = 3;

struct new_program
{
    const char* path;
    char* const* argv;
    char* const* envp;
    int output;  ///< becomes the standard output and standard error of the program
    int report;  ///< closed by a successful execve(); else receives its errno
    std::optional<mode_t> mask;
};

/// Runs between fork and exec: only async-signal-safe calls.
[[noreturn]] void become(const new_program& next, pid_t parent)
{
    if (next.mask) umask(*next.mask);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);  // the parent died before the line above
    setpgid(0, 0);
    // Our handlers would write into a pipe of the gateway, and ignored signals stay ignored after
    // exec.
    for (int number = 1; number < NSIG; ++number)
        std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = open("/dev/null", O_RDONLY);
    if (nothing >= 0) dup2(nothing, STDIN_FILENO);
    dup2(next.output, STDOUT_FILENO);
    dup2(next.output, STDERR_FILENO);
    if (next.report != report_fd) dup3(next.report, report_fd, O_CLOEXEC);
    close_range(report_fd + 1, ~0U, 0);
    execve(next.path, next.argv, next.envp);
    const int why = errno;
    [[maybe_unused]] const auto reported = write(report_fd, &why, sizeof why);
    _exit(127);
}

/// Waits until the program runs or could not be run.
/// @return 0, or errno of execve().
int read_report(int report)
{
    int why = 0;
    ssize_t got = 0;
    do {
        got = read(report, &why, sizeof why);
    } while (got < 0 && errno == EINTR);
    return got == sizeof why ? why : 0;
}

/// @return the program that the first line of a script names, or "".
std::string interpreter_of(const std::string& script)
{
    std::string line;
    std::getline(std::ifstream(script, std::ios::binary), line);
    if (!line.starts_with("#!")) return {};
    const auto begin = line.find_first_not_of(" \t", 2);
    if (begin == line.npos) return {};
    return line.substr(begin, line.find_first_of(" \t\r", begin) - begin);
}

std::string why_not_run(const std::string& program, int why)
{
    const std::string reason = std::strerror(why);
    const auto interpreter = interpreter_of(program);
    if (!interpreter.empty() && access(interpreter.c_str(), X_OK) != 0)
        return program + ": the interpreter in its first line cannot be run: " + interpreter +
               ": " + std::strerror(errno) + "; reinstall Datasette there";
    if (why == ENOEXEC)
        return program + ": " + reason +
               ": neither a program for this machine nor a script that "
               "begins with #!";
    return program + ": cannot be run: " + reason;
}

std::string describe_end(int status)
{
    if (WIFSIGNALED(status)) return "was ended by signal " + std::to_string(WTERMSIG(status));
    return "exited with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

child_process::child_process(const command& what)
{
    const auto program = find_program(what.program);
    if (!program) {
        throw std::runtime_error(what.program + ": " + why_no_datasette(what.program));
    }
    std::vector<std::string> arguments{*program};
    arguments.insert(arguments.end(), what.arguments.begin(), what.arguments.end());
    auto environment = make_environment(what);
    const auto argv = as_pointers(arguments);
    const auto envp = as_pointers(environment);

    std::array<int, 2> ends{};
    std::array<int, 2> report{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
    if (pipe2(report.data(), O_CLOEXEC) != 0) {
        close(ends[0]);
        close(ends[1]);
        throw std::runtime_error("cannot make a pipe");
    }
    const pid_t parent = getpid();
    const new_program next{program->c_str(), argv.data(), envp.data(),
                           ends[1],          report[1],   what.umask};
    // A signal that arrives in the child between fork and exec must wait until our handlers are
    // gone.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_ = fork();
    if (pid_ == 0) become(next, parent);
    const int fork_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    close(ends[1]);
    close(report[1]);
    const int exec_error = pid_ > 0 ? read_report(report[0]) : 0;
    close(report[0]);
    if (pid_ < 0 || exec_error != 0) {
        close(ends[0]);
        if (pid_ > 0) waitpid(pid_, nullptr, 0);
        throw std::runtime_error(
            exec_error != 0 ? why_not_run(*program, exec_error)
                            : std::string("cannot start a process: ") + std::strerror(fork_error)
        );
    }
    output_ = ends[0];
    // glibc 2.36 declares pidfd_open without extern "C".
    pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
}

child_process::~child_process()
{
    if (pid_ > 0) {
        signal(SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    if (pidfd_ >= 0) close(pidfd_);
    if (output_ >= 0) close(output_);
}

int child_process::release_output() { return std::exchange(output_, -1); }

void child_process::signal(int number) const
{
    if (pid_ <= 0) return;
    // The child creates the group itself, and may not have done it yet.
    if (kill(-pid_, number) != 0) kill(pid_, number);
}

std::optional<std::string> child_process::reap()
{
    int status = 0;
    if (pid_ <= 0 || waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    pid_ = -1;
    return describe_end(status);
}

}  // namespace dsgw
