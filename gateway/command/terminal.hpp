#pragma once

// Prompts on the terminal, with or without echo.

#include "base/secret_bytes.hpp"

#include <optional>
#include <string>

namespace dsgw {

/// True if standard input is a terminal.
[[nodiscard]] bool is_terminal_input();

/// Writes the prompt to the controlling terminal and reads one line from it with echo off. The
/// terminal's state is always restored.
/// @return the line without its newline; nothing if there is no terminal or input has ended.
[[nodiscard]] std::optional<secret_bytes> ask_hidden(const char* prompt);

/// Writes the question to the controlling terminal and reads one line from it.
/// @return true if the answer is "yes" or "y", in any case; false for anything else.
[[nodiscard]] bool confirm_on_terminal(const std::string& question);

}  // namespace dsgw
