#include <gmock/gmock.h>

#include <cstdlib>

#include "bt/core/error.hpp"
#include "runtime/vulkan/result.hpp"
#include "runtime/vulkan/vulkan.hpp"
#include "unit/vulkan/pin_lavapipe.hpp"

namespace bt::apps {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Vulkan look_at(const std::string& library) {
    VulkanSettings settings;
    settings.library = library;
    return Vulkan::look(settings);
}

TEST(VulkanLibrary, AMachineWithoutVulkanIsTold) {
    const Vulkan none = look_at("/nowhere/libvulkan.so.1");
    EXPECT_TRUE(none.devices().empty());
    EXPECT_THAT(none.why_none(), StartsWith("no Vulkan here: /nowhere/libvulkan.so.1: cannot open"));
    EXPECT_THROW(none.open(0), Error);
}

TEST(VulkanLibrary, ALibraryThatIsNoVulkanIsTold) {
    EXPECT_THAT(look_at("libc.so.6").why_none(), HasSubstr("libc.so.6 is no Vulkan library"));
}

TEST(VulkanLibrary, TheEnvironmentNamesAnother) {
    setenv("BT_VULKAN_LIBRARY", "/nowhere/else.so", 1);
    const Vulkan none = Vulkan::look();
    unsetenv("BT_VULKAN_LIBRARY");
    EXPECT_THAT(none.why_none(), HasSubstr("/nowhere/else.so"));
}

TEST(VulkanLibrary, AMachineWithoutADriverIsTold) {
    if (look_at("libvulkan.so.1").why_none().find("cannot open") != std::string::npos) {
        GTEST_SKIP() << "libvulkan is not installed";
    }
    setenv("VK_DRIVER_FILES", "/nowhere/driver.json", 1);
    setenv("VK_ICD_FILENAMES", "/nowhere/driver.json", 1);
    const Vulkan none = Vulkan::look();
    EXPECT_TRUE(none.devices().empty());
    EXPECT_EQ(none.why_none(), "no Vulkan driver is installed");
}

TEST(VulkanLibrary, MesasDriverSaysWhatItIs) {
    if (!test::pin_lavapipe()) GTEST_SKIP() << "Mesa's CPU driver is not installed (mesa-vulkan-drivers)";
    const Vulkan found = Vulkan::look();
    ASSERT_EQ(found.devices().size(), 1U);
    const VulkanDeviceInfo& device = found.devices()[0];
    EXPECT_THAT(device.name, HasSubstr("llvmpipe"));
    EXPECT_EQ(device.kind, "CPU");
    EXPECT_TRUE(device.software);
    EXPECT_THAT(device.driver, HasSubstr("Mesa"));
    EXPECT_THAT(device.api, StartsWith("1."));
    EXPECT_GE(device.subgroup_size, 4U);
    EXPECT_FALSE(device.memory.empty());
    EXPECT_EQ(device.unusable, std::nullopt);
    EXPECT_EQ(found.why_none(), "");
    EXPECT_THROW(found.open(1), Error);
}

TEST(VulkanResult, ErrorsComeInWordsWithWhatToDo) {
    const Error full = vulkan::vulkan_error(VK_ERROR_OUT_OF_DEVICE_MEMORY, "Mali-G710", "binding memory");
    EXPECT_EQ(full.code(), ExitCode::device);
    EXPECT_EQ(full.failed(), "GPU 'Mali-G710': out of GPU memory while binding memory");
    EXPECT_THAT(full.advice(), HasSubstr("--param"));
    const Error lost = vulkan::vulkan_error(VK_ERROR_DEVICE_LOST, "Mali-G710", "waiting for a chunk");
    EXPECT_EQ(lost.failed(), "GPU 'Mali-G710': device lost while waiting for a chunk");
    EXPECT_EQ(vulkan::words(static_cast<VkResult>(-4242)), "Vulkan result -4242");
}

}  // namespace
}  // namespace bt::apps
