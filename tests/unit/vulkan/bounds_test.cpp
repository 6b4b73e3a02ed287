#include <gmock/gmock.h>

#include "bt/core/error.hpp"
#include "shaders/big_shared.hpp"
#include "shaders/group_count.hpp"
#include "shaders/many_groups.hpp"
#include "shaders/scale.hpp"
#include "unit/vulkan/lavapipe.hpp"
#include "unit/vulkan/small_app.hpp"

namespace bt::apps::test {
namespace {

using testing::HasSubstr;

constexpr StageRange only{Stage::from_number(1), Stage::from_number(1)};

class VulkanBounds : public OnLavapipe {
protected:
    std::string refusal(const SmallApp& app) {
        const auto gpu = open();
        ObjectPool pool(app, gpu->memory());
        try {
            gpu->engine().prepare(pool.object(0), only);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::device);
            return error.failed();
        }
        return "not refused";
    }
};

TEST_F(VulkanBounds, MoreWorkGroupsThanTheDeviceTakesAtOnceAllRunOnce) {
    const auto gpu = open();
    constexpr std::uint32_t width = 70'000;  // the limit is 65 535
    const SmallApp app = single_app(2 * width, {shaders::many_groups, {0}, {width}, {}, {width, 2, 1}});
    ObjectPool pool(app, gpu->memory());
    gpu->engine().run(pool.object(0), only);
    const auto out = pool.object(0).buffers.as<std::uint32_t>(0);
    for (std::uint32_t i = 0; i < out.size(); ++i) ASSERT_EQ(out[i], 1 + i % width) << "group " << i;
}

TEST_F(VulkanBounds, AShaderThatAsksForItsGroupCountIsNotSplit) {
    EXPECT_THAT(refusal(single_app(1, {shaders::group_count, {0}, {}, {}, {70'000, 1, 1}})),
                HasSubstr("70000 work groups in x, the device takes 65535"));
    EXPECT_EQ(refusal(single_app(1, {shaders::group_count, {0}, {}, {}, {65'535, 1, 1}})), "not refused");
}

TEST_F(VulkanBounds, TooManyInvocationsAreRefused) {
    const VulkanDispatch dispatch{shaders::scale, {0, 0, 0}, {1}, {4096}, {1, 1, 1}};
    EXPECT_THAT(refusal(single_app(1, dispatch)), HasSubstr("4096 invocations in x, the device takes 1024"));
}

TEST_F(VulkanBounds, TooManyPushConstantsAreRefused) {
    const VulkanDispatch dispatch{shaders::group_count, {0}, std::vector<std::uint32_t>(4096), {}, {1, 1, 1}};
    EXPECT_THAT(refusal(single_app(1, dispatch)), HasSubstr("16384 bytes of push constants, the device takes"));
}

TEST_F(VulkanBounds, TooMuchSharedMemoryIsRefused) {
    const VulkanDispatch dispatch{shaders::big_shared, {0}, {}, {1'000'000}, {1, 1, 1}};
    EXPECT_THAT(refusal(single_app(1, dispatch)), HasSubstr("16000000 bytes of shared memory, the device takes"));
}

TEST_F(VulkanBounds, ABufferBeyondWhatAShaderCanBindIsRefusedByName) {
    // 128 MiB is what Mesa's driver binds, and the least that any does.
    const SmallApp app = single_app((std::size_t{130} << 20U) / 4, {shaders::group_count, {0}, {}, {}, {1, 1, 1}});
    EXPECT_THAT(refusal(app), HasSubstr("136314880 bytes in buffer 'out', the device takes 134217728"));
}

TEST_F(VulkanBounds, ADispatchWithFewerBuffersThanItsShaderIsRefused) {
    EXPECT_THAT(refusal(single_app(1, {shaders::scale, {0}, {1}, {1, 0}, {1, 1, 1}})),
                HasSubstr("its shader has 3 buffers, the dispatch gives it 1"));
}

TEST_F(VulkanBounds, AStageWithoutAKernelSaysSo) {
    const SmallApp app({{"out", Role::output, Element::u32, 1}}, {{"cpu only", [](const Buffers&) {}, {}}});
    EXPECT_FALSE(open()->engine().can_run(app, Stage::from_number(1)));
    EXPECT_EQ(refusal(app), "stage 1 of 'small' has no Vulkan kernel");
}

}  // namespace
}  // namespace bt::apps::test
