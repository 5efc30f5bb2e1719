#pragma once

// The commands of the group `secrets` as one table. Both the parser and the help use it.

#include "gateway/command/cli_options.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace dsgw {

struct secrets_verb
{
    command_help help;
    secrets_action action;
    std::size_t arguments_min;  ///< not counting options
    std::size_t arguments_max;

    /// "get" for "secrets get".
    [[nodiscard]] std::string_view word() const { return help.text.substr(sizeof "secrets"); }
};

[[nodiscard]] std::span<const secrets_verb> secrets_verbs();

/// @return null for a command of another group.
[[nodiscard]] const secrets_verb* find_secrets_verb(command_name command);

/// The options of a command of the group.
[[nodiscard]] std::span<const cli_option> secrets_options(command_name command);

/// @return what is missing or superfluous, or "".
[[nodiscard]] std::string why_incomplete(const secrets_verb& verb, const secrets_command& given);

}  // namespace dsgw
