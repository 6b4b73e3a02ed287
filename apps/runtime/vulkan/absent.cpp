#include "bt/core/error.hpp"
#include "runtime/vulkan/vulkan.hpp"

// In place of vulkan.cpp where the program is built without Vulkan: static programs cannot open libraries.
namespace bt::apps {

Vulkan Vulkan::look(const VulkanSettings&) {
    Vulkan none;
    none.why_none_ = "this program was built without Vulkan";
    return none;
}

std::unique_ptr<VulkanPu> Vulkan::open(std::size_t, const VulkanPuSettings&) const {
    throw device_error(why_none_, "use --backend cpu, or a program that was built with Vulkan");
}

bool Vulkan::validated() const { return false; }
std::vector<std::string> Vulkan::complaints() const { return {}; }

}  // namespace bt::apps
