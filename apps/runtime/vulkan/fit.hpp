#pragma once

#include "runtime/application.hpp"
#include "runtime/vulkan/device.hpp"
#include "runtime/vulkan/spirv.hpp"

namespace bt::apps::vulkan {

// Throws a device error, with the limit and what exceeds it, where the device cannot run the dispatch as it is. Drivers
// do not check: they crash, or compute nonsense.
void require_fit(const Device& device, const Application& app, Stage stage, const VulkanDispatch& dispatch,
                 const ShaderFacts& facts);

}  // namespace bt::apps::vulkan
