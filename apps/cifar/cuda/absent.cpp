#include "cifar/cuda/launch.hpp"

namespace bt::apps::cifar {

bool has_cuda_kernels() { return false; }

bool launch_layer(const LayerLaunch&, void*) { return false; }

}  // namespace bt::apps::cifar
