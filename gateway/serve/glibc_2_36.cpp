// DSGW_STATIC: replaces the functions of glibc 2.36 that libstdc++ and libxcrypt use if they were
// built with it, as Debian 12's were. With these the program also runs on glibc 2.35 (Ubuntu
// 22.04).

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

extern "C" {

void arc4random_buf(void* buffer, std::size_t bytes) noexcept
{
    constexpr std::size_t bytes_at_once = 256;  // the limit of getentropy(3)
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
