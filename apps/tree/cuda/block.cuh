#pragma once

#include <cuda_runtime.h>

#include <cstdint>

// What the CUDA kernels of the tree share. They are the Vulkan shaders word for word where they can be: both must write
// the same bytes, whatever the order in which threads run.
namespace bt::apps::tree::cuda {

using Word = std::uint32_t;

constexpr Word block_size = 256;
constexpr Word tile = 2048;  // elements of a block where it counts, sums or sorts
constexpr Word per_thread = tile / block_size;

// For one thread per element: the first element of this thread, and the distance to its next.
__device__ inline Word first_element() { return blockIdx.x * block_size + threadIdx.x; }
__device__ inline Word element_stride() { return gridDim.x * block_size; }

__device__ inline Word clamped(Word value, Word low, Word high) { return min(max(value, low), high); }

// Exclusive prefix sum over the block; every thread calls it. `total` is the sum of all.
__device__ inline Word scan_exclusive(Word value, Word& total) {
    __shared__ Word words[block_size];
    const Word me = threadIdx.x;
    __syncthreads();  // the words of an earlier scan have been read
    words[me] = value;
    __syncthreads();
    for (Word distance = 1; distance < block_size; distance *= 2) {
        const Word before = me >= distance ? words[me - distance] : 0;
        __syncthreads();
        words[me] += before;
        __syncthreads();
    }
    total = words[block_size - 1];
    return words[me] - value;
}

// The sum over the block; every thread calls it once.
__device__ inline Word block_sum(Word value) {
    __shared__ Word sum;
    if (threadIdx.x == 0) sum = 0;
    __syncthreads();
    atomicAdd(&sum, value);
    __syncthreads();
    return sum;
}

}  // namespace bt::apps::tree::cuda
