#pragma once

#include <string>

#include "cifar/npy.hpp"
#include "cifar/weights.hpp"

namespace bt::apps::cifar {

// A folder with conv1.weight.npy (16, 3, 3, 3), conv1.bias.npy (16,), … linear.weight.npy (10, 1024), linear.bias.npy
// (10,), or one .npy of all of them behind each other in that order, (107690,). Throws a data error that names the
// file.
NetworkWeights read_weights(const std::string& path);

// The shape of a layer's weights, as PyTorch has it.
std::vector<std::size_t> weight_shape(const Layer& layer);

// All parameters in one array.
NetworkWeights split_weights(const NpyArray& all, const std::string& file);

}  // namespace bt::apps::cifar
