#include "tree/cuda/launch.hpp"

// For programs that are built without CUDA.
namespace bt::apps::tree {

bool has_cuda_kernels() { return false; }

bool launch_on_cuda(int, std::size_t, std::span<void* const>, void*) { return false; }

}  // namespace bt::apps::tree
