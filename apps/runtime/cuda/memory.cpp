#include "runtime/cuda/memory.hpp"

#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>

#include "bt/core/error.hpp"

namespace bt::apps::cuda {
namespace {

Error out_of_memory(std::size_t bytes) {
    return device_error(
        "memory that the GPU shares with the CPU runs out: " + std::to_string(bytes >> 20U) + " MiB more are needed",
        "make the application smaller with --param, or take fewer tasks in flight");
}

}  // namespace

Memory::~Memory() {
    for (void* const block : blocks_) {
        if (sharing_ == CudaSharing::managed) {
            cudaFree(block);
        } else {
            cudaFreeHost(block);
        }
    }
}

// Both kinds begin on a page or at 256 bytes; each buffer is a block of its own, because pages move as a whole: two
// buffers on one page would follow each other from memory to memory.
std::span<std::byte> Memory::allocate(std::size_t bytes) {
    if (const auto available = available_memory(); available && bytes > *available) throw out_of_memory(bytes);
    const std::size_t taken = std::max<std::size_t>(bytes, 1);
    void* block = nullptr;
    const cudaError_t fault = sharing_ == CudaSharing::managed
                                  ? cudaMallocManaged(&block, taken, cudaMemAttachGlobal)
                                  : cudaHostAlloc(&block, taken, cudaHostAllocMapped | cudaHostAllocPortable);
    if (fault != cudaSuccess) {
        cudaGetLastError();  // taken notice of
        throw out_of_memory(bytes);
    }
    blocks_.push_back(block);
    std::memset(block, 0, taken);  // takes every page now, not in the timed path
    return {static_cast<std::byte*>(block), bytes};
}

}  // namespace bt::apps::cuda
