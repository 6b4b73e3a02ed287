#pragma once

#include <cstddef>
#include <span>

#include "cifar/network.hpp"

namespace bt::apps::cifar {

bool has_cuda_kernels();  // whether this program was built with them

// One stage on a CUDA device; all pointers are the device's.
struct LayerLaunch {
    const Layer& layer;
    Storage storage;
    std::size_t batch;
    const void* input;
    std::span<void* const> weights;  // as they are stored; none for a pool
    void* output;
};

// Launches it on `stream`, a cudaStream_t. False where this program was built without CUDA. Throws a device error where
// CUDA refuses the launch.
bool launch_layer(const LayerLaunch& launch, void* stream);

}  // namespace bt::apps::cifar
