#include "gateway/sandbox.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <span>

namespace dsgw {

namespace {

/// Of no use to a web server, nor to Datasette. @source the groups of systemd.exec(5):
/// @clock, @debug, @keyring, @module, @mount, @raw-io, @reboot, @swap, and what has been a way out
/// of a sandbox before.
constexpr auto useless_calls = std::to_array<const char*>({
    "acct",
    "add_key",
    "adjtimex",
    "bpf",
    "chroot",
    "clock_adjtime",
    "clock_settime",
    "delete_module",
    "finit_module",
    "fsconfig",
    "fsmount",
    "fsopen",
    "fspick",
    "init_module",
    "ioperm",
    "iopl",
    "kcmp",
    "kexec_file_load",
    "kexec_load",
    "keyctl",
    "lookup_dcookie",
    "mount",
    "mount_setattr",
    "move_mount",
    "name_to_handle_at",
    "nfsservctl",
    "open_by_handle_at",
    "open_tree",
    "perf_event_open",
    "pidfd_getfd",
    "pivot_root",
    "process_madvise",
    "process_vm_readv",
    "process_vm_writev",
#ifndef __SANITIZE_ADDRESS__  // whose search for leaks is a ptrace
    "ptrace",
#endif
    "quotactl",
    "quotactl_fd",
    "reboot",
    "request_key",
    "setdomainname",
    "sethostname",
    "setns",
    "settimeofday",
    "swapoff",
    "swapon",
    "syslog",
    "umount2",
    "unshare",
    "userfaultfd",
    "vhangup",
});

/// Of no use to a thread that only moves bytes.
constexpr auto program_calls = std::to_array<const char*>({"execve", "execveat"});

/// What getaddrinfo() opens: the system's configuration, its modules, time zones.
constexpr auto readable_places = std::to_array<const char*>(
    {"/etc", "/run", "/usr/lib", "/usr/lib64", "/usr/share", "/lib", "/lib64", "/dev/null",
     "/dev/urandom"}
);

struct close_file
{
    explicit close_file(int opened) : file(opened) {}
    ~close_file()
    {
        if (file >= 0) ::close(file);
    }
    close_file(close_file&&) = delete;
    close_file(const close_file&) = delete;

    const int file;
};

std::string failed(const char* what, int reason)
{
    return std::string(what) + ": " + std::strerror(reason);
}

std::string forbid(std::span<const char* const> calls, bool in_all_threads)
{
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(
        seccomp_init(SCMP_ACT_ALLOW), seccomp_release
    );
    if (!filter) return failed("seccomp", ENOMEM);
    if (in_all_threads) seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
    for (const auto* name : calls) {
        const int number = seccomp_syscall_resolve_name(name);
        if (number < 0) continue;  // not of this architecture
        const int added = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), number, 0);
        if (added < 0) return failed("seccomp", -added);
    }
    const int loaded = seccomp_load(filter.get());
    return loaded < 0 ? failed("seccomp", -loaded) : "";
}

/// Every right over files that a kernel of this version can take away.
std::uint64_t file_rights(long version)
{
    // The second came with version 2 and the third with version 3.
    constexpr std::uint64_t first = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    constexpr std::uint64_t refer = LANDLOCK_ACCESS_FS_MAKE_SYM << 1;
    constexpr std::uint64_t truncate = LANDLOCK_ACCESS_FS_MAKE_SYM << 2;
    return first | (version >= 2 ? refer : 0) | (version >= 3 ? truncate : 0);
}

void allow_reading(int rules, const char* place)
{
    const close_file opened(::open(place, O_PATH | O_CLOEXEC));
    if (opened.file < 0) return;  // nothing there to be read
    landlock_path_beneath_attr rule{};
    rule.parent_fd = opened.file;
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) return;
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;  // a file has no entries to be read
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

/// What SQLite does to a database and the files that it makes beside it.
void allow_changing(int rules, const std::string& folder, std::uint64_t handled)
{
    const close_file opened(::open(folder.c_str(), O_PATH | O_CLOEXEC));
    if (opened.file < 0) return;
    constexpr std::uint64_t truncate = LANDLOCK_ACCESS_FS_MAKE_SYM << 2;
    landlock_path_beneath_attr rule{};
    rule.parent_fd = opened.file;
    rule.allowed_access = handled & (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                                     LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                                     LANDLOCK_ACCESS_FS_REMOVE_FILE | truncate);
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

/// @param folder  that may be changed, or "".
std::string close_files_to_thread(const std::string& folder)
{
    const long version =
        syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 0) return failed("Landlock", errno);
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = file_rights(version);
    const close_file rules(
        static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0))
    );
    if (rules.file < 0) return failed("Landlock", errno);
    for (const auto* place : readable_places)
        allow_reading(rules.file, place);
    if (!folder.empty()) allow_changing(rules.file, folder, handled.handled_access_fs);
    if (syscall(SYS_landlock_restrict_self, rules.file, 0) != 0) return failed("Landlock", errno);
    return {};
}

}  // namespace

std::string forbid_system_calls()
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no_new_privs", errno);
    return forbid(useless_calls, true);
}

std::string confine_thread() { return confine_thread_to({}); }

std::string confine_thread_to(const std::string& folder)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no_new_privs", errno);
    auto files = close_files_to_thread(folder);
    auto programs = forbid(program_calls, false);
    return files.empty() ? programs : files;
}

std::string folder_of_file(const std::string& path)
{
    std::error_code ec;
    const auto real = std::filesystem::canonical(path, ec);
    return (ec ? std::filesystem::absolute(path) : real).parent_path().string();
}

}  // namespace dsgw
