#include "gateway/command/publish/run_program.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

BOOST_AUTO_TEST_SUITE(run_program)

namespace {

dsgw::program_run shell(std::string script, std::string folder = "")
{
    return {"/bin/sh", {"-c", std::move(script)}, std::move(folder)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_exit_code_is_the_programs)
{
    BOOST_TEST(dsgw::run_program(shell("exit 0")) == 0);
    BOOST_TEST(dsgw::run_program(shell("exit 7")) == 7);
    BOOST_TEST(dsgw::run_program(shell("kill -KILL $$")) == 128 + SIGKILL);
}

BOOST_AUTO_TEST_CASE(arguments_arrive_as_they_are)
{
    const auto answer =
        dsgw::ask_program({"/bin/sh", {"-c", "printf '%s|' \"$@\"", "sh", "a b", "", "$HOME"}, ""});
    BOOST_TEST(answer.exit_code == 0);
    BOOST_TEST(answer.output == "a b||$HOME|");
}

BOOST_AUTO_TEST_CASE(it_runs_in_the_folder_that_is_given)
{
    const dsgw::test::temp_folder folder;
    const auto real = std::filesystem::canonical(folder.path()).string();
    BOOST_TEST(dsgw::ask_program(shell("pwd -P", folder.path())).output == real + "\n");
}

BOOST_AUTO_TEST_CASE(only_standard_output_is_an_answer)
{
    const auto answer = dsgw::ask_program(shell("echo out; echo note >&2; exit 3"));
    BOOST_TEST(answer.output == "out\n");
    BOOST_TEST(answer.exit_code == 3);
}

BOOST_AUTO_TEST_CASE(a_long_answer_is_cut_and_the_program_ends_all_the_same)
{
    const auto answer = dsgw::ask_program(shell("head -c 1000000 /dev/zero; exit 4"));
    BOOST_TEST(answer.exit_code == 4);
    BOOST_TEST(answer.output.size() >= 65536);
    BOOST_TEST(answer.output.size() < 65536 + 4096);
}

BOOST_AUTO_TEST_CASE(signals_of_the_terminal_end_only_the_program)
{
    for (const int number : {SIGINT, SIGHUP}) {
        const auto at_start = std::signal(number, SIG_DFL);  // ignored below a shell or nohup
        // As Ctrl-C and a closed window do: to both.
        const auto name = std::to_string(number);
        const auto script = "kill -" + name + " $PPID; kill -" + name + " $$";
        BOOST_TEST(dsgw::run_program(shell(script)) == 128 + number);
        BOOST_TEST((std::signal(number, at_start) == SIG_DFL), "afterwards it is as before");
    }
}

BOOST_AUTO_TEST_CASE(the_program_inherits_ignored_signals)
{
    const auto at_start = std::signal(SIGHUP, SIG_IGN);
    BOOST_TEST(dsgw::run_program(shell("kill -HUP $$; exit 5")) == 5);
    BOOST_TEST((std::signal(SIGHUP, at_start) == SIG_IGN));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_run_is_named)
{
    const auto names_it = [](const std::runtime_error& e) {
        return std::string(e.what()).find("/no/such/program") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(
        (void)dsgw::run_program({"/no/such/program", {}, ""}), std::runtime_error, names_it
    );
    BOOST_CHECK_EXCEPTION(
        (void)dsgw::ask_program({"/no/such/program", {}, ""}), std::runtime_error, names_it
    );
}

BOOST_AUTO_TEST_SUITE_END()
