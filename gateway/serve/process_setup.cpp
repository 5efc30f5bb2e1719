#include "gateway/serve/process_setup.hpp"

#include "gateway/command/credential.hpp"
#include "gateway/datasette/private_folder.hpp"
#include "gateway/serve/process_signals.hpp"

#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <sodium.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace dsgw {

namespace {

mode_t mask_at_start = 022;

}  // namespace

void prepare_process(const std::string& log_level)
{
    auto logger = spdlog::stderr_logger_mt("datasette-gateway");
    // RFC 3339 in UTC, as in the access log and the audit log.
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc
    ));
    logger->set_level(spdlog::level::from_str(log_level));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
    ignore_meaningless_signals();
    hold_back_reloads();
    // Keeps memory out of core files, and from other processes of the same user.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    mask_at_start = umask(077);
}

mode_t umask_at_start() { return mask_at_start; }

void raise_descriptor_limit()
{
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
    // A request in flight has two sockets: the client's and Datasette's.
    spdlog::info(
        "{} open files are allowed: room for {} connections", files.rlim_cur, files.rlim_cur / 2
    );
}

bool report_weak_secret(const serve_options& options)
{
    const auto weakness = find_weakness(options.secret);
    if (!weakness) return true;
    const auto level = weakness->is_error ? spdlog::level::err : spdlog::level::warn;
    spdlog::log(level, "DATASETTE_SECRET: {}", weakness->text);
    return !weakness->is_error;
}

void remove_leftovers()
{
    if (const auto removed = remove_abandoned_folders(); removed > 0)
        spdlog::info("removed {} private folders that killed gateways left behind", removed);
}

void warn_if_root(const serve_options& options)
{
    if (geteuid() != 0 || options.user) return;
    spdlog::warn("running as root; use --user NAME to switch to another user once the port is bound"
    );
}

void change_user(const std::string& name)
{
    const auto* entry = getpwnam(name.c_str());
    if (entry == nullptr) throw std::runtime_error("--user: there is no user \"" + name + "\"");
    const bool changed = initgroups(name.c_str(), entry->pw_gid) == 0 &&
                         setgid(entry->pw_gid) == 0 && setuid(entry->pw_uid) == 0;
    if (!changed) {
        throw std::runtime_error("cannot switch to user " + name + ": " + std::strerror(errno));
    }
    setenv("HOME", entry->pw_dir, 1);  // like su: the user may write the files there
}

unsigned available_cores()
{
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
    const int count = CPU_COUNT(&allowed);
    return count > 0 ? static_cast<unsigned>(count) : 1;
}

void log_problems(const load_result& loaded)
{
    static_cast<void>(log_findings({loaded.problems, loaded.warnings}));
}

bool log_findings(const start_findings& found)
{
    for (const auto& each : found.warnings) {
        spdlog::warn("{}: {}", each.location, describe(each));
    }
    for (const auto& each : found.errors) {
        spdlog::error("{}: {}", each.location, describe(each));
    }
    return found.errors.empty();
}

void report_sandbox(const sandbox_step& step, const std::string& obstacle)
{
    if (obstacle.empty()) {
        spdlog::info("sandbox: {}", step.done);
    } else {
        spdlog::warn("sandbox: cannot {}: {}", step.action, obstacle);
    }
}

}  // namespace dsgw
