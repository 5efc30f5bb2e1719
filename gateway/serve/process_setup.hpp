#pragma once

// What is set once for the whole process before it serves: logging, limits of the system, its user.

#include "gateway/command/cli.hpp"
#include "gateway/command/start_checks.hpp"

#include <string>

namespace dsgw {

/// Our own log to standard error, libsodium ready, SIGPIPE ignored, no core dumps.
/// @param log_level  as serve_options::log_level.
void prepare_process(const std::string& log_level);

/// What the process was started with: what Datasette makes shall still have it.
[[nodiscard]] mode_t umask_at_start();

/// Raises the soft limit of open files to the hard one and says how many connections that allows.
void raise_descriptor_limit();

/// @return false if DATASETTE_SECRET is too weak to serve with; the log says so.
[[nodiscard]] bool report_weak_secret(const serve_options& options);

/// Removes the private folders of gateways that were killed, and says so.
void remove_leftovers();

void warn_if_root(const serve_options& options);

/// For good. @throws std::runtime_error.
void change_user(const std::string& name);

/// One restriction of the sandbox, in the words of the log.
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

/// At least 1; what the scheduler lets us use.
[[nodiscard]] unsigned available_cores();

/// One log line for each problem and warning.
void log_problems(const load_result& loaded);

/// Likewise. @return whether there is no error.
[[nodiscard]] bool log_findings(const start_findings& found);

}  // namespace dsgw
