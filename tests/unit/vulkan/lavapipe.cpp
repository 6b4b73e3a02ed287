#include "unit/vulkan/lavapipe.hpp"

#include <glob.h>

#include <cstdlib>

namespace bt::apps::test {

std::optional<std::string> pin_lavapipe() {
    glob_t found{};
    std::optional<std::string> path;
    if (glob("/usr/share/vulkan/icd.d/lvp_icd*.json", 0, nullptr, &found) == 0) path = found.gl_pathv[0];
    globfree(&found);
    if (path) {
        setenv("VK_DRIVER_FILES", path->c_str(), 1);   // loaders from 1.3.207 on
        setenv("VK_ICD_FILENAMES", path->c_str(), 1);  // and those before
    }
    return path;
}

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
