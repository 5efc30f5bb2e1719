#pragma once

// A program that the gateway starts and that never outlives it: PR_SET_PDEATHSIG, its own process
// group, its output through a pipe. Start it on the main thread: the kernel ties it to the thread
// that forks.

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace dsgw {

class child_process
{
public:
    struct command
    {
        std::string program;                 ///< a path, or a name to look for on PATH
        std::vector<std::string> arguments;  ///< without the name of the program
        std::vector<std::pair<std::string, std::string>> environment;  ///< added to ours
        std::vector<std::string> environment_withheld;                 ///< not inherited
        std::optional<mode_t> umask;                                   ///< our own if not set
    };

    /// @throws std::runtime_error if the program is not found or cannot be run, also if a script's
    ///         interpreter is missing; the message has its path and the reason.
    explicit child_process(const command& what);

    /// Kills the program if it still runs, and waits for it.
    ~child_process();

    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }

    /// Readable when the program has ended. Owned by this object.
    [[nodiscard]] int pidfd() const { return pidfd_; }

    /// The read end of its standard output and standard error. The caller owns it from now on.
    [[nodiscard]] int release_output();

    /// Sends the signal to the whole process group. No effect once it has been reaped.
    void signal(int number) const;

    /// Does not wait. @return how it ended ("exited with status 1", "was ended by signal 9"), or
    /// nothing.
    [[nodiscard]] std::optional<std::string> reap();

private:
    pid_t pid_ = -1;
    int pidfd_ = -1;
    int output_ = -1;
};

}  // namespace dsgw
