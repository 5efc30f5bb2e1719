#pragma once

// One thing that is wrong (or odd) in the configuration, in words for the person who wrote it.

#include <string>
#include <vector>

namespace dsgw {

struct config_problem
{
    std::string where;  ///< "metadata.json:3:7", "metadata.json: plugins.x.y" or "-s plugins.x.y"
    std::string what;   ///< a sentence that also says what to do; never holds a secret value
};

using config_problems = std::vector<config_problem>;

}  // namespace dsgw
