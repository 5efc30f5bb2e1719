#include "gateway/sandbox.hpp"

#include "tests/unit/gateway/event_loop.hpp"
#include "tests/unit/gateway/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
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

BOOST_AUTO_TEST_CASE(what_no_web_server_needs_is_refused_in_every_thread_and_child)
{
    const auto tried = in_a_process([] {
        if (!dsgw::forbid_system_calls().empty()) return 1;
        const auto unshare_files = [] { return ::unshare(CLONE_NEWNS) == 0 ? 0 : errno; };
        if (unshare_files() != EPERM) return 2;
        if (std::async(std::launch::async, unshare_files).get() != EPERM) return 3;
        if (in_a_process(unshare_files) != EPERM) return 4;
        // What Datasette does all day goes on working.
        if (in_a_process([] { return ::execl("/bin/true", "true", nullptr); }) != 0) return 5;
        return try_to_open("/etc/hosts", O_RDONLY);
    });
    BOOST_TEST(tried == 0);
}

BOOST_AUTO_TEST_CASE(a_confined_thread_reads_only_what_names_need)
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
