#include "unit/vulkan/allocation_count.hpp"

#include <cstdlib>
#include <new>

namespace {
thread_local std::uint64_t allocations = 0;
}

namespace bt::apps::test {
std::uint64_t allocations_of_this_thread() { return allocations; }
}  // namespace bt::apps::test

void* operator new(std::size_t bytes) {
    ++allocations;
    void* const block = std::malloc(bytes == 0 ? 1 : bytes);
    if (block == nullptr) throw std::bad_alloc();
    return block;
}

void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
