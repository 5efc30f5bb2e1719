#include "base/sodium_start.hpp"

#include <sodium/core.h>

#include <stdexcept>

namespace dsgw {

void start_sodium()
{
    if (sodium_init() < 0)
        throw std::runtime_error("libsodium cannot start: no source of randomness");
}

}  // namespace dsgw
