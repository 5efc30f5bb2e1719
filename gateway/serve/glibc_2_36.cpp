// DSGW_STATIC: what libstdc++ and libxcrypt take of glibc 2.36 where they were built with that, as
// Debian 12's were. With this the program runs on a glibc 2.35 too, Ubuntu 22.04's.

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

extern "C" {

void arc4random_buf(void* buffer, std::size_t bytes) noexcept
{
    constexpr std::size_t bytes_at_once = 256;  // that getentropy(3) gives
    auto* next = static_cast<unsigned char*>(buffer);
    while (bytes > 0) {
        const auto part = std::min(bytes, bytes_at_once);
        if (getentropy(next, part) != 0) std::abort();
        next += part;
        bytes -= part;
    }
}

std::uint32_t arc4random() noexcept
{
    std::uint32_t number = 0;
    arc4random_buf(&number, sizeof number);
    return number;
}
}
