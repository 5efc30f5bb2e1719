#pragma once

// Looking for a problem or warning by a part of its place and of its text.

#include "base/problem.hpp"

#include <algorithm>
#include <string_view>

namespace dsgw::test {

inline bool has(const problem_list& list, std::string_view where, std::string_view what)
{
    return std::any_of(list.begin(), list.end(), [&](const problem& p) {
        return p.location.find(where) != p.location.npos &&
               describe(p).find(what) != std::string::npos;
    });
}

/// All of them in one text: for a failed check's message, and to look for what must not be there.
inline std::string text_of(const problem_list& list)
{
    std::string out;
    for (const auto& p : list)
        out += p.location + ": " + describe(p) + '\n';
    return out;
}

}  // namespace dsgw::test
