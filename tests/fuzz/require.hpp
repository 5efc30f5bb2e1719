#pragma once

// What every fuzz target states about its result: a broken statement ends the run, as a crash does.

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace dsgw::fuzz {

/// Aborts with the statement that turned out wrong.
inline void require(bool holds, const char* statement)
{
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", statement);
    std::abort();
}

/// The bytes of one run as text.
inline std::string_view as_text(const unsigned char* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace dsgw::fuzz
