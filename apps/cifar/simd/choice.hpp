#pragma once

#include <vector>

#include "cifar/simd/kernels.hpp"

namespace bt::apps::cifar {

// The sets that this machine can run, the fastest first; the last is plain scalar code.
const std::vector<const Kernels*>& usable_kernels();

}  // namespace bt::apps::cifar
