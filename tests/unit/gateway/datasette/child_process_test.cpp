#include "gateway/datasette/child_process.hpp"

#include "gateway/datasette/program_output.hpp"
#include "tests/unit/support/event_loop.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

using namespace dsgw;
using namespace std::chrono_literals;
using dsgw::test::scoped_variable;
using dsgw::test::temp_folder;

BOOST_AUTO_TEST_SUITE(child_process_test)

namespace {

constexpr auto patience = 60s;

child_process::command shell(std::string script)
{
    child_process::command made;
    made.program = "/bin/sh";
    made.arguments = {"-c", std::move(script)};
    return made;
}

std::string output_of(const child_process::command& what, std::chrono::seconds limit)
{
    asio::io_context context;
    std::string written;
    const auto asked = std::make_shared<program_output>(context, what);
    const auto read = [](auto& from, auto within, auto& to) -> task<> {
        to = co_await from.read(within);
    };
    dsgw::test::run_to_end(context, read(*asked, limit, written));
    return written;
}

std::string output_of_shell(std::string script)
{
    return output_of(shell(std::move(script)), patience);
}

std::string failure_of(const child_process::command& what, std::chrono::seconds limit = patience)
{
    try {
        return "no failure: " + output_of(what, limit);
    } catch (const std::runtime_error& e) {
        return e.what();
    }
}

/// Reads until the other end is closed.
std::string read_all(int file)
{
    std::string text;
    std::array<char, 4096> piece{};
    for (ssize_t n; (n = read(file, piece.data(), piece.size())) > 0;)
        text.append(piece.data(), static_cast<std::size_t>(n));
    close(file);
    return text;
}

bool wait_for_end(const child_process& child)
{
    pollfd ended{child.pidfd(), POLLIN, 0};
    return poll(&ended, 1, 60'000) == 1;
}

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(returns_the_output_of_both_streams)
{
    BOOST_TEST(output_of_shell("echo one; echo two >&2; printf three") == "one\ntwo\nthree");
    BOOST_TEST(output_of_shell("true") == "");
    const auto large =
        output_of_shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done");
    BOOST_TEST(large.size() == 220'000u);
}

/// A stop request that arrives between the end of a program and the step that follows was lost.
BOOST_AUTO_TEST_CASE(an_interrupt_after_the_end_is_not_lost)
{
    asio::io_context context;
    const auto asked = std::make_shared<program_output>(context, shell("true"));
    siginfo_t info{};
    BOOST_REQUIRE(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) == 0);
    asked->interrupt();
    const auto read = [](auto& from) -> task<> { co_await from.read(patience); };
    BOOST_CHECK_THROW(dsgw::test::run_to_end(context, read(*asked)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(an_interrupt_does_not_wait_for_others_that_hold_the_pipe)
{
    asio::io_context context;
    const auto asked =
        std::make_shared<program_output>(context, shell("setsid sleep 300 & exec sleep 300"));
    const auto read = [](auto& from) -> task<> { co_await from.read(patience); };
    asio::steady_timer soon(context, 300ms);
    soon.async_wait([&](boost::system::error_code) { asked->interrupt(); });
    BOOST_CHECK_THROW(dsgw::test::run_to_end(context, read(*asked)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(signals_are_as_usual_in_the_program)
{
    std::signal(SIGUSR1, SIG_IGN);
    const auto status = output_of_shell("grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status");
    std::signal(SIGUSR1, SIG_DFL);
    BOOST_TEST(contains(status, "SigBlk:\t0000000000000000"), status);
    BOOST_TEST(contains(status, "SigIgn:\t0000000000000000"), status);
}

BOOST_AUTO_TEST_CASE(arguments_arrive_as_they_are)
{
    child_process::command echo;
    echo.program = "printf";
    echo.arguments = {"<%s>", "a b", "", "$HOME", "*", "\xc3\xa9"};
    BOOST_TEST(output_of(echo, patience) == "<a b><><$HOME><*><\xc3\xa9>");
}

BOOST_AUTO_TEST_CASE(standard_input_is_empty)
{
    BOOST_TEST(output_of_shell("cat; echo end") == "end\n");
}

BOOST_AUTO_TEST_CASE(names_a_missing_program)
{
    const temp_folder folder;
    folder.write("text", "no program");
    for (const std::string program : {"no-such-program-of-ours", "/no/such/program", "", "/tmp"}) {
        child_process::command what;
        what.program = program;
        const auto failure = failure_of(what);
        BOOST_TEST(contains(failure, program + ": is "), failure);
        BOOST_TEST(contains(failure, "--datasette"), failure);
    }
    child_process::command text;
    text.program = folder.path("text");
    const auto said = failure_of(text);
    BOOST_TEST(contains(said, text.program + ": cannot be executed by this user"), said);
    BOOST_TEST(contains(said, "Permission denied"), said);
}

BOOST_AUTO_TEST_CASE(a_program_that_cannot_be_run_is_named_with_the_cause)
{
    const temp_folder folder;
    const auto failure_of_script = [&](const std::string& content) {
        child_process::command what;
        what.program = folder.write("program", content);
        std::filesystem::permissions(what.program, std::filesystem::perms::owner_all);
        const auto said = failure_of(what);
        BOOST_TEST(contains(said, what.program + ": "), said);
        BOOST_TEST(!contains(said, "127"), said);
        return said;
    };
    const auto missing = failure_of_script("#! /no/such/python3 -I\n");
    BOOST_TEST(contains(missing, "/no/such/python3: No such file or directory"), missing);
    const auto barred = failure_of_script("#!" + folder.write("text", "") + "\n");
    BOOST_TEST(contains(barred, folder.path("text") + ": Permission denied"), barred);
    const auto neither = failure_of_script("text");
    BOOST_TEST(contains(neither, "Exec format error"), neither);
    BOOST_TEST(contains(failure_of_script("#!\n"), "Exec format error"));
}

BOOST_AUTO_TEST_CASE(a_status_of_127_is_the_programs_own)
{
    const auto said = failure_of(shell("echo reason; exit 127"));
    BOOST_TEST(contains(said, "exited with status 127: reason"), said);
}

BOOST_AUTO_TEST_CASE(a_failure_says_how_it_ended_and_what_it_wrote)
{
    const auto exited = failure_of(shell("echo reason >&2; exit 3"));
    BOOST_TEST(contains(exited, "exited with status 3"), exited);
    BOOST_TEST(contains(exited, "reason"), exited);
    const auto killed = failure_of(shell("kill -9 $$"));
    BOOST_TEST(contains(killed, "was ended by signal 9"), killed);
}

BOOST_AUTO_TEST_CASE(the_environment_is_ours_less_what_is_withheld_and_with_what_is_set)
{
    const scoped_variable kept("DSGW_TEST_KEPT", "kept");
    const scoped_variable secret("DSGW_TEST_SECRET", "secret");
    const scoped_variable longer("DSGW_TEST_SECRET_2", "longer");
    const scoped_variable replaced("DSGW_TEST_REPLACED", "old");
    auto what = shell(
        "echo \"$DSGW_TEST_KEPT ${DSGW_TEST_SECRET-unset} $DSGW_TEST_SECRET_2 $DSGW_TEST_REPLACED "
        "$DSGW_TEST_NEW\"; env | grep -c '^DSGW_TEST_'"
    );
    what.environment = {{"DSGW_TEST_REPLACED", "new"}, {"DSGW_TEST_NEW", "a=b c"}};
    what.environment_withheld = {"DSGW_TEST_SECRET"};
    BOOST_TEST(output_of(what, patience) == "kept unset longer new a=b c\n4\n");
}

BOOST_AUTO_TEST_CASE(an_interrupt_does_not_block)
{
    asio::io_context context;
    const auto asked = std::make_shared<program_output>(context, shell("exec sleep 600"));
    asked->interrupt();
    const auto read = [](auto& from) -> task<> { (void)co_await from.read(patience); };
    BOOST_CHECK_THROW(dsgw::test::run_to_end(context, read(*asked)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_program_that_says_nothing_is_not_waited_for_longer_than_the_limit)
{
    const auto began = std::chrono::steady_clock::now();
    BOOST_TEST(contains(failure_of(shell("exec sleep 600"), 1s), "did not respond in time"));
    BOOST_TEST((std::chrono::steady_clock::now() - began < patience));
}

BOOST_AUTO_TEST_CASE(is_killed_with_the_object_and_its_own_children_too)
{
    std::optional<child_process> child(std::in_place, shell("sleep 600 & echo ready; wait"));
    const int output = child->release_output();
    std::array<char, 6> ready{};
    BOOST_TEST_REQUIRE(read(output, ready.data(), ready.size()) == 6);
    const auto pid = child->pid();
    child.reset();
    BOOST_TEST(kill(pid, 0) == -1);
    BOOST_TEST(read_all(output) == "");  // ends only when both of them are gone
}

BOOST_AUTO_TEST_CASE(reports_its_end_once)
{
    child_process child(
        shell("trap 'exit 7' TERM; echo ready; while :; do sleep 600 & wait $!; done")
    );
    const int output = child.release_output();
    std::array<char, 6> ready{};
    BOOST_TEST_REQUIRE(read(output, ready.data(), ready.size()) == 6);
    BOOST_TEST(!child.reap().has_value());
    child.signal(SIGTERM);
    BOOST_TEST_REQUIRE(wait_for_end(child));
    BOOST_TEST(child.reap().value() == "exited with status 7");
    BOOST_TEST(!child.reap().has_value());
    child.signal(SIGTERM);  // reaches no process
    close(output);
}

BOOST_AUTO_TEST_CASE(begins_with_ordinary_signals_and_no_descriptor_of_ours)
{
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    child_process child(shell("ls /proc/self/fd | wc -l; exec sleep 600"));
    sigprocmask(SIG_SETMASK, &before, nullptr);
    const int output = child.release_output();
    std::array<char, 2> count{};
    BOOST_TEST_REQUIRE(read(output, count.data(), count.size()) > 0);
    BOOST_TEST(count[0] == '4');  // 0, 1, 2 and the folder that ls reads
    child.signal(SIGTERM);
    BOOST_TEST_REQUIRE(wait_for_end(child));
    BOOST_TEST(child.reap().value() == "was ended by signal 15");
    close(output);
}

BOOST_AUTO_TEST_SUITE_END()
