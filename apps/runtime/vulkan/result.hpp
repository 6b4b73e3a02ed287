#pragma once

#include <string>
#include <string_view>

#include "bt/core/error.hpp"
#include "runtime/vulkan/functions.hpp"

namespace bt::apps::vulkan {

// "out of GPU memory", "device lost", …; for results without words their number.
std::string words(VkResult result);

// "GPU 'NAME': out of GPU memory while allocating 64 MiB", and what to do about it.
Error vulkan_error(VkResult result, std::string_view device, std::string_view doing);

}  // namespace bt::apps::vulkan
