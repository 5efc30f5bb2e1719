#pragma once

// Looking for a problem or warning by a part of its place and of its text.

#include "gateway/config/config_problem.hpp"

#include <algorithm>
#include <string_view>

namespace dsgw::test {

inline bool has(const config_problems& list, std::string_view where, std::string_view what)
{
    return std::any_of(list.begin(), list.end(), [&](const config_problem& p) {
        return p.where.find(where) != p.where.npos && p.what.find(what) != p.what.npos;
    });
}

/// All of them in one text: for a failed check's message, and to look for what must not be there.
inline std::string text_of(const config_problems& list)
{
    std::string out;
    for (const auto& p : list)
        out += p.where + ": " + p.what + '\n';
    return out;
}

}  // namespace dsgw::test
