#include "gateway/net/sandbox.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace dsgw {

namespace {

/// System calls that neither a web server nor Datasette needs.
/// @source the groups of systemd.exec(5): @clock, @debug, @keyring, @module, @mount, @raw-io,
///         @reboot, @swap, and calls that were used to escape from sandboxes.
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
    "modify_ldt",
    "mount_setattr",
    "move_mount",
    "name_to_handle_at",
    "nfsservctl",
    "open_by_handle_at",
    "open_tree",
    "perf_event_open",
    "personality",
    "pidfd_getfd",
    "pivot_root",
    "process_madvise",
    "process_vm_readv",
    "process_vm_writev",
#ifndef __SANITIZE_ADDRESS__  // its leak checker uses ptrace
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

/// System calls that a thread does not need if it only moves bytes.
constexpr auto program_calls = std::to_array<const char*>({"execve", "execveat"});

/// These fail as if the kernel did not have them. The C library falls back to clone(), whose flags
/// a filter can see; io_uring could bypass the filter.
constexpr auto missing_calls =
    std::to_array<const char*>({"clone3", "io_uring_enter", "io_uring_register", "io_uring_setup"});

/// The flags that threads and child processes are made with: no new namespace, no other parent, no
/// tracer. The lowest byte is the signal at the end of a child.
constexpr std::uint64_t clone_flags = 0xff | CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
                                      CLONE_PIDFD | CLONE_VFORK | CLONE_THREAD | CLONE_SYSVSEM |
                                      CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID |
                                      CLONE_DETACHED | CLONE_CHILD_SETTID | CLONE_IO;

/// Programs, the web, and netlink, which name resolution uses.
constexpr auto socket_families = std::to_array<int>({AF_UNIX, AF_INET, AF_INET6, AF_NETLINK});
constexpr int last_family = AF_NETLINK;

/// Both put characters into a terminal's input, as if they had been typed.
constexpr auto useless_controls = std::to_array<std::uint64_t>({TIOCSTI, TIOCLINUX});

/// Files that getaddrinfo() opens (found with strace): the resolver's configuration, and folders of
/// the programs that replace it; libraries of name services; OpenSSL's configuration; the time
/// zone. Nothing else of /etc and /run, which contain credentials.
constexpr auto readable_places = std::to_array<const char*>(
    {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
     "/etc/services", "/etc/protocols", "/etc/ld.so.cache", "/etc/localtime",
     "/etc/ssl/openssl.cnf", "/run/systemd/resolve", "/run/resolvconf", "/usr/lib", "/usr/lib64",
     "/usr/share/zoneinfo", "/lib", "/lib64", "/dev/null", "/dev/urandom"}
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

class call_filter
{
public:
    call_filter() : filter_(seccomp_init(SCMP_ACT_ALLOW), seccomp_release)
    {
        if (!filter_) problem_ = failed("seccomp", ENOMEM);
    }

    /// These calls fail with `error`.
    void forbid(std::span<const char* const> calls, int error)
    {
        for (const auto* name : calls)
            add(name, error, {});
    }

    /// Refuses clone() with any flag that is not in the list.
    void limit_clone()
    {
#ifdef __s390__
        constexpr unsigned flags = 1;
#else
        constexpr unsigned flags = 0;
#endif
        for (unsigned bit = 0; bit < 64; ++bit) {
            const std::uint64_t flag = std::uint64_t(1) << bit;
            if ((clone_flags & flag) != 0) continue;
            add("clone", EPERM, SCMP_CMP64(flags, SCMP_CMP_MASKED_EQ, flag, flag));
        }
    }

    /// Refuses sockets of any family that is not in the list.
    void limit_sockets()
    {
        for (const auto* name : {"socket", "socketpair"}) {
            for (int family = 0; family <= last_family; ++family) {
                if (std::ranges::find(socket_families, family) != socket_families.end()) continue;
                const auto value = static_cast<std::uint64_t>(family);
                add(name, EAFNOSUPPORT, SCMP_CMP64(0, SCMP_CMP_EQ, value));
            }
            const std::uint64_t last = last_family;
            add(name, EAFNOSUPPORT, SCMP_CMP64(0, SCMP_CMP_GT, last));
        }
    }

    void limit_terminals()
    {
        constexpr std::uint64_t all_bits = 0xffffffff;  // the kernel ignores the other bits
        for (const auto control : useless_controls)
            add("ioctl", EPERM, SCMP_CMP64(1, SCMP_CMP_MASKED_EQ, all_bits, control));
    }

    /// @return the obstacle, or "".
    [[nodiscard]] std::string load(bool in_all_threads)
    {
        if (!problem_.empty()) return problem_;
        if (in_all_threads) seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_TSYNC, 1);
        const int loaded = seccomp_load(filter_.get());
        return loaded < 0 ? failed("seccomp", -loaded) : "";
    }

private:
    void add(const char* name, int error, std::optional<scmp_arg_cmp> argument)
    {
        const int number = seccomp_syscall_resolve_name(name);
        if (!problem_.empty() || number < 0) return;  // not a call of this architecture
        const auto action = SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error));
        const int added = argument
                              ? seccomp_rule_add_array(filter_.get(), action, number, 1, &*argument)
                              : seccomp_rule_add_array(filter_.get(), action, number, 0, nullptr);
        if (added < 0) problem_ = failed("seccomp", -added);
    }

    std::unique_ptr<void, decltype(&seccomp_release)> filter_;
    std::string problem_;
};

/// All rights to files that a kernel of this version can remove.
std::uint64_t file_rights(long version)
{
    // `refer` exists from version 2 on, `truncate` from version 3 on.
    constexpr std::uint64_t first = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    constexpr std::uint64_t refer = LANDLOCK_ACCESS_FS_MAKE_SYM << 1;
    constexpr std::uint64_t truncate = LANDLOCK_ACCESS_FS_MAKE_SYM << 2;
    return first | (version >= 2 ? refer : 0) | (version >= 3 ? truncate : 0);
}

void allow_reading(int rules, const char* place)
{
    const close_file opened(::open(place, O_PATH | O_CLOEXEC));
    if (opened.file < 0) return;  // the file does not exist
    landlock_path_beneath_attr rule{};
    rule.parent_fd = opened.file;
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0) return;
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;  // a file has no directory entries
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

/// Allows the file operations of SQLite on a database and the files beside it.
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

/// @param folder  the folder that stays writable, or "".
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
    call_filter filter;
    filter.forbid(useless_calls, EPERM);
    filter.forbid(missing_calls, ENOSYS);
    filter.limit_clone();
    filter.limit_sockets();
    filter.limit_terminals();
    return filter.load(true);
}

std::string confine_thread() { return confine_thread_to({}); }

std::string confine_thread_to(const std::string& folder)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no_new_privs", errno);
    auto files = close_files_to_thread(folder);
    call_filter filter;
    filter.forbid(program_calls, EPERM);
    auto programs = filter.load(false);
    return files.empty() ? programs : files;
}

std::string folder_of_file(const std::string& path)
{
    std::error_code ec;
    const auto real = std::filesystem::canonical(path, ec);
    return (ec ? std::filesystem::absolute(path) : real).parent_path().string();
}

}  // namespace dsgw
