#pragma once

#include <cstdint>

namespace bt::apps::test {

// How often this thread has called operator new since the program began.
std::uint64_t allocations_of_this_thread();

}  // namespace bt::apps::test
