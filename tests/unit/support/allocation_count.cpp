#include "tests/unit/support/allocation_count.hpp"

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size)
{
    ++allocations;
    if (void* made = std::malloc(size)) return made;
    throw std::bad_alloc();
}

void operator delete(void* used) noexcept { std::free(used); }
void operator delete(void* used, std::size_t) noexcept { std::free(used); }

std::size_t dsgw::test::allocations_of_thread() { return allocations; }
