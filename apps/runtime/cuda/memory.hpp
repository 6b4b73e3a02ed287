#pragma once

#include <vector>

#include "runtime/cuda/cuda.hpp"

namespace bt::apps::cuda {

// Buffers that CPU kernels and the GPU see under one address each.
class Memory : public BufferMemory {
public:
    explicit Memory(CudaSharing sharing) : sharing_(sharing) {}
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory() override;

    std::span<std::byte> allocate(std::size_t bytes) override;

private:
    CudaSharing sharing_;
    std::vector<void*> blocks_;
};

}  // namespace bt::apps::cuda
