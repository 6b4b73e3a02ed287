#pragma once

#include <cstddef>
#include <span>

namespace bt::apps::tree {

bool has_cuda_kernels();  // whether this program was built with them

// Launches stage `stage` (from 1) for clouds of `points` on `stream`, a cudaStream_t; `buffers` are device pointers in
// the order of the outline. False where this program was built without CUDA. Throws a device error where CUDA refuses a
// launch.
bool launch_on_cuda(int stage, std::size_t points, std::span<void* const> buffers, void* stream);

}  // namespace bt::apps::tree
