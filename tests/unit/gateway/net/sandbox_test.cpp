#include "gateway/net/sandbox.hpp"

#include "tests/unit/support/event_loop.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>

BOOST_AUTO_TEST_SUITE(sandbox_test)

namespace {

/// In a child, which alone is changed by it. @return what `body` returns.
int in_a_process(const std::function<int()>& body)
{
    const pid_t child = fork();
    if (child == 0) _exit(body());
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

/// @return 0 or errno.
int try_to_open(const char* path, int flags)
{
    const int file = ::open(path, flags | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    ::close(file);
    return 0;
}

bool has_landlock()
{
    return in_a_process([] { return dsgw::confine_thread().find("Landlock") == 0 ? 1 : 0; }) == 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(refuses_unused_system_calls_in_every_thread_and_child)
{
    const auto tried = in_a_process([] {
        if (!dsgw::forbid_system_calls().empty()) return 1;
        const auto unshare_files = [] { return ::unshare(CLONE_NEWNS) == 0 ? 0 : errno; };
        if (unshare_files() != EPERM) return 2;
        if (std::async(std::launch::async, unshare_files).get() != EPERM) return 3;
        if (in_a_process(unshare_files) != EPERM) return 4;
        // The usual operations of Datasette still work.
        if (in_a_process([] { return ::execl("/bin/true", "true", nullptr); }) != 0) return 5;
        return try_to_open("/etc/hosts", O_RDONLY);
    });
    BOOST_TEST(tried == 0);
}

namespace {

/// As a program would that goes round the C library. @return 0 or errno.
int raw_clone(unsigned long flags)
{
    const long made = ::syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, 0UL);
    if (made == 0) _exit(0);
    if (made < 0) return errno;
    int status = 0;
    waitpid(static_cast<pid_t>(made), &status, 0);
    return 0;
}

int errno_of(long returned) { return returned < 0 ? errno : 0; }

int open_socket(int family)
{
    const int file = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (file < 0) return errno;
    ::close(file);
    return 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_flag_of_clone_makes_a_namespace)
{
    const auto tried = in_a_process([] {
        if (!dsgw::forbid_system_calls().empty()) return 1;
        const unsigned long namespaces[] = {
            CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER,
            CLONE_NEWPID, CLONE_NEWNET,    CLONE_PARENT, CLONE_PTRACE, CLONE_UNTRACED};
        for (const auto flag : namespaces) {
            if (raw_clone(flag) != EPERM) return 2;
            if (raw_clone(flag | (1UL << 40)) != EPERM) return 3;
        }
        if (raw_clone(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID) != EPERM) return 4;
        if (errno_of(::syscall(SYS_clone3, nullptr, 0UL)) != ENOSYS) return 5;
        if (raw_clone(0) != 0) return 6;
        if (errno_of(::syscall(SYS_setns, 0, 0)) != EPERM) return 7;
        return std::async(std::launch::async, [] { return raw_clone(CLONE_NEWUSER); }).get() ==
                       EPERM
                   ? 0
                   : 8;
    });
    BOOST_TEST(tried == 0);
}

BOOST_AUTO_TEST_CASE(arguments_that_no_web_server_needs_are_refused)
{
    const auto tried = in_a_process([] {
        if (!dsgw::forbid_system_calls().empty()) return 1;
        if (errno_of(::syscall(SYS_io_uring_setup, 8U, nullptr)) != ENOSYS) return 2;
        if (errno_of(::syscall(SYS_io_uring_enter, -1, 0U, 0U, 0U, nullptr, 0UL)) != ENOSYS)
            return 3;
        if (errno_of(::syscall(SYS_io_uring_register, -1, 0U, nullptr, 0U)) != ENOSYS) return 4;
        for (const int family :
             {AF_PACKET, AF_ALG, AF_VSOCK, AF_BLUETOOTH, AF_CAN, AF_AX25, -1, 99})
            if (open_socket(family) != EAFNOSUPPORT) return 5;
        for (const int family : {AF_UNIX, AF_INET})
            if (open_socket(family) != 0) return 6;
        if (open_socket(AF_INET6) == EPERM) return 7;
        char typed = 'x';
        if (errno_of(::ioctl(0, TIOCSTI, &typed)) != EPERM) return 8;
        return errno_of(::syscall(SYS_personality, 0x0040000UL)) == EPERM ? 0 : 9;
    });
    BOOST_TEST(tried == 0);
}

BOOST_AUTO_TEST_CASE(threads_and_programs_still_start)
{
    const auto tried = in_a_process([] {
        if (!dsgw::forbid_system_calls().empty()) return 1;
        for (int i = 0; i < 20; ++i)
            if (std::async(std::launch::async, [] { return 7; }).get() != 7) return 2;
        const char* arguments[] = {"true", nullptr};
        pid_t child = 0;
        const auto words = const_cast<char* const*>(arguments);
        if (::posix_spawn(&child, "/bin/true", nullptr, nullptr, words, environ) != 0) return 3;
        int status = 0;
        waitpid(child, &status, 0);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 4;
    });
    BOOST_TEST(tried == 0);
}

BOOST_AUTO_TEST_CASE(a_confined_thread_reads_no_credentials)
{
    if (!has_landlock()) return;
    const auto tried = in_a_process([&] {
        const auto confined = [&] {
            if (!dsgw::confine_thread().empty()) return 1;
            for (const auto* place :
                 {"/etc", "/run", "/etc/ssl", "/usr/share", "/", "/proc", "/root"})
                if (try_to_open(place, O_RDONLY | O_DIRECTORY) == 0) return 2;
            for (const auto* file :
                 {"/etc/passwd", "/etc/group", "/etc/hostname", "/etc/fstab", "/proc/self/environ",
                  "/run/secrets/x", "/run/credentials/x"}) {
                const auto opened = try_to_open(file, O_RDONLY);
                if (opened != EACCES && opened != ENOENT) return 3;
            }
            return try_to_open("/etc/passwd", O_RDONLY) == EACCES ? 0 : 4;
        };
        return std::async(std::launch::async, confined).get();
    });
    BOOST_TEST(tried == 0);
}

BOOST_AUTO_TEST_CASE(a_confined_thread_reads_only_files_for_name_resolution)
{
    if (!has_landlock()) {
        BOOST_TEST_MESSAGE("this kernel has no Landlock: files cannot be closed to a thread");
        return;
    }
    const auto place = std::filesystem::temp_directory_path() / "dsgw-sandbox-test";
    std::ofstream(place) << "kept";
    const auto tried = in_a_process([&] {
        const auto confined = [&] {
            if (!dsgw::confine_thread().empty()) return 1;
            if (try_to_open(place.c_str(), O_RDONLY) != EACCES) return 2;
            if (try_to_open(place.c_str(), O_WRONLY) != EACCES) return 3;
            if (try_to_open((place.string() + "-new").c_str(), O_CREAT | O_WRONLY) != EACCES)
                return 4;
            if (::unlink(place.c_str()) != -1 || errno != EACCES) return 5;
            if (try_to_open("/etc/hosts", O_RDONLY) != 0) return 6;
            if (try_to_open("/etc/hosts", O_WRONLY) != EACCES) return 7;
            return ::execl("/bin/true", "true", nullptr) == -1 && errno == EPERM ? 0 : 8;
        };
        const int in_thread = std::async(std::launch::async, confined).get();
        // The thread that started it keeps its files.
        return in_thread != 0 ? in_thread : try_to_open(place.c_str(), O_WRONLY);
    });
    std::filesystem::remove(place);
    BOOST_TEST(tried == 0);
}

BOOST_AUTO_TEST_CASE(a_thread_can_keep_one_folder)
{
    if (!has_landlock()) return;
    const dsgw::test::temp_folder kept;
    const dsgw::test::temp_folder other;
    const auto database = kept.write("a.db", "content");
    const auto foreign = other.write("b.db", "content");
    const auto tried = in_a_process([&] {
        if (!dsgw::confine_thread_to(kept.path()).empty()) return 1;
        const auto journal = database + "-journal";
        if (try_to_open(database.c_str(), O_RDWR) != 0) return 2;
        if (try_to_open(journal.c_str(), O_CREAT | O_RDWR) != 0) return 3;
        if (::truncate(journal.c_str(), 0) != 0) return 4;
        if (::unlink(journal.c_str()) != 0) return 5;
        if (try_to_open(kept.path().c_str(), O_RDONLY | O_DIRECTORY) != 0) return 6;
        if (try_to_open(foreign.c_str(), O_RDONLY) != EACCES) return 7;
        if (::mkdir(kept.path("folder").c_str(), 0700) == 0) return 8;
        return ::execl("/bin/true", "true", nullptr) == -1 && errno == EPERM ? 0 : 9;
    });
    BOOST_TEST(tried == 0);
}

BOOST_AUTO_TEST_CASE(a_confined_thread_still_resolves_names)
{
    const auto tried = in_a_process([] {
        const auto resolve = [] {
            if (dsgw::confine_thread().find("seccomp") == 0) return 1;
            dsgw::asio::io_context context;
            dsgw::asio::ip::tcp::resolver resolver(context);
            boost::system::error_code ec;
            return resolver.resolve("localhost", "80", ec).empty() ? 2 : 0;
        };
        return std::async(std::launch::async, resolve).get();
    });
    BOOST_TEST(tried == 0);
}

BOOST_AUTO_TEST_SUITE_END()
