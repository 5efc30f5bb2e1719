#pragma once

// One error or oddity in something that a person wrote: a configuration, an option, a file.

#include <string>
#include <utility>
#include <vector>

namespace dsgw {

struct problem
{
    /// "metadata.json:3:7", "metadata.json: plugins.x.y" or "-s plugins.x.y". "" if the caller
    /// adds it.
    std::string location{};

    std::string message{};  ///< never contains a secret value
    std::string remedy{};   ///< in the imperative; "" if there is none, or the message names it
};

using problem_list = std::vector<problem>;

/// Message and remedy, without the location.
[[nodiscard]] inline std::string describe(const problem& one)
{
    return one.remedy.empty() ? one.message : one.message + "; " + one.remedy;
}

/// A problem whose location the caller adds.
[[nodiscard]] inline problem make_problem(std::string message, std::string remedy = {})
{
    return {{}, std::move(message), std::move(remedy)};
}

}  // namespace dsgw
