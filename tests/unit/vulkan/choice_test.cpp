#include <gmock/gmock.h>

#include <cstdlib>

#include "bt/core/error.hpp"
#include "runtime/vulkan/vulkan.hpp"

namespace bt::apps {
namespace {

using testing::HasSubstr;

VulkanDeviceInfo device(std::string name, bool software = false) {
    VulkanDeviceInfo info{};
    info.name = std::move(name);
    info.software = software;
    return info;
}

std::string refusal(std::span<const VulkanDeviceInfo> devices, SoftwareGpu software, const std::string& wanted) {
    try {
        choose_vulkan_device(devices, software, wanted);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::usage);
        return error.failed() + " | " + error.advice();
    }
    return "not refused";
}

TEST(VulkanChoice, ADriverOnTheCpuIsNoGpuUnlessAskedFor) {
    const std::vector<VulkanDeviceInfo> only{device("llvmpipe", true)};
    EXPECT_EQ(choose_vulkan_device(only, SoftwareGpu::no), std::nullopt);
    EXPECT_EQ(choose_vulkan_device(only, SoftwareGpu::yes), 0U);
}

TEST(VulkanChoice, ARealGpuComesBeforeASoftwareOne) {
    const std::vector<VulkanDeviceInfo> both{device("llvmpipe", true), device("Mali-G710")};
    EXPECT_EQ(choose_vulkan_device(both, SoftwareGpu::yes), 1U);
}

TEST(VulkanChoice, AnUnusableGpuIsPassedOver) {
    std::vector<VulkanDeviceInfo> two{device("old"), device("new")};
    two[0].unusable = "it speaks Vulkan 1.0.3, 1.1 is needed";
    EXPECT_EQ(choose_vulkan_device(two, SoftwareGpu::no), 1U);
    EXPECT_THAT(refusal(two, SoftwareGpu::no, "old"), HasSubstr("cannot be used: it speaks Vulkan 1.0.3"));
}

TEST(VulkanChoice, AGpuIsNamedByNumberOrByAPartOfItsName) {
    const std::vector<VulkanDeviceInfo> two{device("NVIDIA Orin"), device("llvmpipe", true)};
    EXPECT_EQ(choose_vulkan_device(two, SoftwareGpu::no, "0"), 0U);
    EXPECT_EQ(choose_vulkan_device(two, SoftwareGpu::no, "Orin"), 0U);
    EXPECT_EQ(choose_vulkan_device(two, SoftwareGpu::yes, "llvm"), 1U);
    setenv("BT_VULKAN_DEVICE", "llvm", 1);
    EXPECT_EQ(choose_vulkan_device(two, SoftwareGpu::yes), 1U);
    unsetenv("BT_VULKAN_DEVICE");
    EXPECT_EQ(choose_vulkan_device(two, SoftwareGpu::yes), 0U);
    EXPECT_THAT(refusal(two, SoftwareGpu::no, "llvm"), HasSubstr("needs --software-gpu"));
}

TEST(VulkanChoice, AGpuThatDoesNotExistIsRefusedWithTheListOfThoseThatDo) {
    const std::vector<VulkanDeviceInfo> two{device("Orin A"), device("Orin B")};
    EXPECT_EQ(refusal(two, SoftwareGpu::no, "Mali"), "GPU 'Mali' does not exist | there are: 0 'Orin A', 1 'Orin B'");
    EXPECT_THAT(refusal(two, SoftwareGpu::no, "2"), HasSubstr("GPU '2' does not exist"));
    EXPECT_THAT(refusal(two, SoftwareGpu::no, "Orin"), HasSubstr("could be several"));
    EXPECT_THAT(refusal({}, SoftwareGpu::no, "0"), HasSubstr("this machine has none"));
}

}  // namespace
}  // namespace bt::apps
