#include "runtime/vulkan/memory.hpp"

#include <gmock/gmock.h>

#include <cstring>

#include "unit/vulkan/lavapipe.hpp"

namespace bt::apps::vulkan {
namespace {

using testing::ElementsAre;

constexpr std::uint64_t gib = std::uint64_t{1} << 30U;

VulkanMemoryType type(bool device_local, bool host_visible, bool coherent, bool cached) {
    return {device_local, host_visible, coherent, cached, gib};
}

// Drivers of phones and boards list all of these; the figures behind each order stand in docs/vulkan.md.
TEST(SharedMemoryTypes, CachedMemoryComesFirstWhereverItLies) {
    const std::vector<VulkanMemoryType> discrete{type(true, false, false, false), type(false, true, true, false),
                                                 type(false, true, true, true), type(true, true, true, false)};
    EXPECT_THAT(shared_memory_types(discrete), ElementsAre(2, 3, 1));
}

TEST(SharedMemoryTypes, CachedMemoryThatMustBeFlushedComesBeforeUncached) {
    const std::vector<VulkanMemoryType> phone{type(true, true, true, false), type(true, true, false, true)};
    EXPECT_THAT(shared_memory_types(phone), ElementsAre(1, 0));
}

TEST(SharedMemoryTypes, OfEqualsTheOneNearTheGpuWins) {
    const std::vector<VulkanMemoryType> integrated{type(false, true, true, true), type(true, true, true, true)};
    EXPECT_THAT(shared_memory_types(integrated), ElementsAre(1, 0));
}

TEST(SharedMemoryTypes, MemoryThatTheCpuCannotSeeIsNone) {
    EXPECT_TRUE(shared_memory_types(std::vector<VulkanMemoryType>{type(true, false, false, false)}).empty());
}

class VulkanMemory : public test::OnLavapipe {};

TEST_F(VulkanMemory, BuffersOfEverySizeAreApartZeroAndAligned) {
    const auto gpu = open();
    std::vector<std::span<std::byte>> spans;
    for (const std::size_t bytes : {0UL, 1UL, 3UL, 128UL, 4096UL, 300'000UL, 0UL, 5'000'000UL, 17UL}) {
        spans.push_back(gpu->memory().allocate(bytes));
        ASSERT_EQ(spans.back().size(), bytes);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(spans.back().data()) % 64, 0U);
        EXPECT_TRUE(
            std::all_of(spans.back().begin(), spans.back().end(), [](std::byte b) { return b == std::byte{}; }));
    }
    for (std::size_t i = 0; i < spans.size(); ++i)
        std::memset(spans[i].data(), static_cast<int>(i + 1), spans[i].size());
    for (std::size_t i = 0; i < spans.size(); ++i) {
        EXPECT_TRUE(std::all_of(spans[i].begin(), spans[i].end(), [&](std::byte b) { return b == std::byte(i + 1); }));
    }
}

TEST_F(VulkanMemory, MoreThanTheMachineHasIsAnErrorOfTheDevice) {
    const auto gpu = open();
    EXPECT_THROW(gpu->memory().allocate(std::size_t{1} << 50U), Error);
    EXPECT_THROW(gpu->memory().allocate(~std::size_t{0}), Error);
    EXPECT_EQ(gpu->memory().allocate(64).size(), 64U);  // and the next request is served
}

}  // namespace
}  // namespace bt::apps::vulkan
