#pragma once

// Candidates for the word at the cursor. The completion scripts of bash, zsh and fish get them by
// running this program.

#include "gateway/html/embedded_files.hpp"

#include <span>
#include <string>
#include <string_view>

namespace dsgw {

/// The hidden command that the scripts call with the words of a command line.
inline constexpr std::string_view complete_command = "complete";

/// @param words  without the name of the program; the last is the word at the cursor, maybe "".
/// @return a line for each candidate: "WORD<tab>MEANING". "<files>PREFIX" means files: PREFIX
///         is the part of the word before the name of the file, as in "--metadata=".
[[nodiscard]] std::string complete_words(std::span<const std::string> words);

/// The scripts: "datasette-gateway.bash", ".zsh" and ".fish".
[[nodiscard]] std::span<const embedded_text> completion_scripts();

/// @return null for a shell that has no script.
[[nodiscard]] const embedded_text* find_completion_script(std::string_view shell);

}  // namespace dsgw
