#pragma once

// A program that we start and that never outlives us: PR_SET_PDEATHSIG, a process group of its own,
// its output through a pipe. Start it on the main thread: the kernel ties it to the thread that
// forks.

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
        std::string program;                 ///< a path, or a name to be found on PATH
        std::vector<std::string> arguments;  ///< without the program's own name
        std::vector<std::pair<std::string, std::string>> environment;  ///< set, beside ours
        std::vector<std::string> environment_withheld;                 ///< not handed on
        std::optional<mode_t> umask;                                   ///< ours if not given
    };

    /// @throws std::runtime_error if the program is not found or cannot be run: with its path and
    /// why, a script's interpreter that is missing among them.
    explicit child_process(const command& what);

    /// Kills it, if it still runs, and waits for it.
    ~child_process();

    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }

    /// Readable when it has ended. Stays this object's.
    [[nodiscard]] int pidfd() const { return pidfd_; }

    /// The reading end of its standard output and standard error; the caller's from now on.
    [[nodiscard]] int release_output();

    /// To the whole process group; no effect once it has been reaped.
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
