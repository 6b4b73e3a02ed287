#pragma once

#include <cstddef>

#include "cifar/network.hpp"

namespace bt::apps::cifar {

// The plain scalar program that every kernel is compared with. One image; no kernel shares a line with it.

// weights: (out, in, 3, 3); ReLU applied.
void reference_conv(const Layer& layer, const float* input, const float* weights, const float* bias, float* output);
void reference_pool(const Layer& layer, const float* input, float* output);
// weights: (out, in).
void reference_linear(const Layer& layer, const float* input, const float* weights, const float* bias, float* output);

}  // namespace bt::apps::cifar
