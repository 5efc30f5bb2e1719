#include "auth/hash_memory.hpp"

#include <sys/mman.h>

namespace dsgw::auth {
namespace {

constexpr std::size_t huge_page_bytes = 2 * 1024 * 1024;

/// Small hashes do not take huge pages.
std::size_t mapped_bytes(std::size_t bytes)
{
    if (bytes < huge_page_bytes) return bytes;
    return (bytes + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes;
}

}  // namespace

int take_hash_memory(std::uint8_t** memory, std::size_t bytes)
{
    const std::size_t size = mapped_bytes(bytes);
    void* mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *memory = nullptr;
    if (mapped == MAP_FAILED) return -1;
    madvise(mapped, size, MADV_HUGEPAGE);  // only advice: without huge pages it is slower
    *memory = static_cast<std::uint8_t*>(mapped);
    return 0;
}

void give_back_hash_memory(std::uint8_t* memory, std::size_t bytes)
{
    munmap(memory, mapped_bytes(bytes));
}

}  // namespace dsgw::auth
