#pragma once

#include <cstddef>
#include <vector>

#include "cifar/network.hpp"
#include "runtime/application.hpp"

namespace bt::apps::cifar {

// The compute shaders of the layers. `buffers` are the numbers of the buffers to bind, in the shader's order: input,
// weights (one buffer, or rows, columns and
// values), bias, output.
VulkanDispatch conv_dispatch(const Layer& layer, std::size_t batch, std::vector<std::size_t> buffers);
VulkanDispatch sparse_conv_dispatch(const Layer& layer, std::size_t batch, std::vector<std::size_t> buffers);
VulkanDispatch pool_dispatch(const Layer& layer, std::size_t batch, std::size_t input, std::size_t output);
VulkanDispatch linear_dispatch(const Layer& layer, std::size_t batch, std::vector<std::size_t> buffers);
VulkanDispatch sparse_linear_dispatch(const Layer& layer, std::size_t batch, std::vector<std::size_t> buffers);

}  // namespace bt::apps::cifar
