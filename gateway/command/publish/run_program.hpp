#pragma once

// Running another program in the foreground: it talks to the person at the terminal, and we wait.

#include <string>
#include <vector>

namespace dsgw {

struct program_run
{
    std::string program;  ///< a path
    std::vector<std::string> arguments;
    std::string folder;  ///< where it runs; "" = here
};

/// It has our standard input, output and error. Ctrl-C is its business, not ours, meanwhile.
/// @return its exit code; 128 and the signal's number if that has ended it.
/// @throws std::runtime_error if it cannot be started.
[[nodiscard]] int run_program(const program_run& what);

struct program_answer
{
    int exit_code;
    std::string output;  ///< at most 64 KiB of its standard output
};

/// The same, but returns its standard output.
[[nodiscard]] program_answer ask_program(const program_run& what);

}  // namespace dsgw
