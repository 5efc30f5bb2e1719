#pragma once

// Settings of the whole process before it serves: logging, system limits, user.

#include "gateway/command/cli.hpp"
#include "gateway/command/start_checks.hpp"

#include <string>

namespace dsgw {

/// Sets up the log on standard error and libsodium, ignores SIGPIPE, and disables core dumps.
/// @param log_level  as serve_options::log_level.
void prepare_process(const std::string& log_level);

/// The umask at the start of the process. Datasette's files get it.
[[nodiscard]] mode_t umask_at_start();

/// Raises the soft limit of open files to the hard one, and logs how many connections that allows.
void raise_descriptor_limit();

/// @return false, with a log line, if DATASETTE_SECRET is too weak to serve with.
[[nodiscard]] bool report_weak_secret(const serve_options& options);

/// Removes the private folders of gateways that were killed, and logs their number.
void remove_leftovers();

void warn_if_root(const serve_options& options);

/// Cannot be undone.
/// @throws std::runtime_error.
void change_user(const std::string& name);

/// One restriction of the sandbox, as the log describes it.
struct sandbox_step
{
    const char* done;    ///< "unused system calls are blocked"
    const char* action;  ///< "block unused system calls"
};
inline constexpr sandbox_step block_calls{
    "unused system calls are blocked", "block unused system calls"};
inline constexpr sandbox_step close_files{
    "I/O threads cannot open files", "deny I/O threads access to files"};

/// One log line: the restriction is in effect, or the reason why it is not.
/// @param obstacle  "" on success.
void report_sandbox(const sandbox_step& step, const std::string& obstacle);

/// The number of cores that the scheduler lets us use, at least 1.
[[nodiscard]] unsigned available_cores();

/// Logs one line for each problem and warning.
void log_problems(const load_result& loaded);

/// Likewise.
/// @return whether there is no error.
[[nodiscard]] bool log_findings(const start_findings& found);

}  // namespace dsgw
