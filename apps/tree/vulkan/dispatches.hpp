#pragma once

#include <vector>

#include "runtime/application.hpp"

namespace bt::apps::tree {

// What a GPU does for a stage, for clouds of `points`.
std::vector<VulkanDispatch> vulkan_dispatches(Stage stage, std::size_t points);

}  // namespace bt::apps::tree
