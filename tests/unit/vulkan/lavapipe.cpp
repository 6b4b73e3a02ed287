#include "unit/vulkan/lavapipe.hpp"

#include "unit/vulkan/pin_lavapipe.hpp"

namespace bt::apps::test {

void OnLavapipe::SetUp() {
    if (!pin_lavapipe()) GTEST_SKIP() << "Mesa's CPU driver is not installed (mesa-vulkan-drivers)";
    VulkanSettings settings;
    settings.validation = Validation::if_present;
    vulkan_ = Vulkan::look(settings);
    if (vulkan_->devices().empty()) GTEST_SKIP() << vulkan_->why_none();
}

void OnLavapipe::TearDown() {
    if (!vulkan_) return;
    for (const std::string& complaint : vulkan_->complaints()) ADD_FAILURE() << complaint;
}

std::unique_ptr<VulkanPu> OnLavapipe::open(const VulkanPuSettings& settings) {
    return vulkan_->open(choose_vulkan_device(vulkan_->devices(), SoftwareGpu::yes).value(), settings);
}

}  // namespace bt::apps::test
