#pragma once

#include <cstddef>
#include <vector>

#include "cifar/network.hpp"
#include "runtime/application.hpp"

namespace bt::apps::cifar {

// The compute shader of a layer. `buffers` are the numbers of the buffers to bind: input, weights as they are stored,
// output.
VulkanDispatch layer_dispatch(const Layer& layer, Storage storage, std::size_t batch, std::vector<std::size_t> buffers);

}  // namespace bt::apps::cifar
