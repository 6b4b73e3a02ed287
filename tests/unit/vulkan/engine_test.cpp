#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>

#include "bt/core/error.hpp"
#include "runtime/monotonic.hpp"
#include "shaders/slow.hpp"
#include "shaders/subgroup.hpp"
#include "unit/vulkan/allocation_count.hpp"
#include "unit/vulkan/lavapipe.hpp"
#include "unit/vulkan/small_app.hpp"

namespace bt::apps::test {
namespace {

using testing::HasSubstr;

constexpr StageRange stages(int first, int last) { return {Stage::from_number(first), Stage::from_number(last)}; }

std::vector<std::uint32_t> sums_of(const TaskObject& object) {
    const auto sums = object.buffers.as<std::uint32_t>(5);
    return {sums.begin(), sums.end()};
}

// What the reference makes of the object's input.
std::vector<std::uint32_t> expected_sums(const SmallApp& app, std::uint64_t input) {
    HostMemory memory;
    ObjectPool pool(app, memory);
    TaskObject& object = pool.object(input);
    app.reference(object.buffers);
    return sums_of(object);
}

class VulkanEngine : public OnLavapipe {
protected:
    static void on_cpu(const TaskObject& object, StageRange range) {
        Team team;
        for (Stage stage = range.first; stage <= range.last; stage = stage.next()) {
            object.app->run_cpu(stage, object.buffers, team);
        }
    }
};

TEST_F(VulkanEngine, TheValidationLayerWatchesTheseTests) {
    if (!vulkan_->validated()) GTEST_SKIP() << "the validation layer is not installed (vulkan-validationlayers)";
    EXPECT_TRUE(vulkan_->complaints().empty());
}

TEST_F(VulkanEngine, EveryHandOverBetweenCpuAndGpuLosesNothing) {
    const auto gpu = open();
    const SmallApp app = chain_app(1000);
    ObjectPool pool(app, gpu->memory());
    TaskObject& object = pool.object(0);
    const auto expected = expected_sums(app, 0);
    for (int first = 1; first <= 4; ++first) {
        for (int last = first; last <= 4; ++last) {
            pool.scrub(object);
            if (first > 1) on_cpu(object, stages(1, first - 1));
            gpu->engine().run(object, stages(first, last));
            if (last < 4) on_cpu(object, stages(last + 1, 4));
            EXPECT_EQ(sums_of(object), expected) << "GPU from stage " << first << " to " << last;
        }
    }
}

TEST_F(VulkanEngine, AChunkIsRecordedOnceAndReplayedForEveryTask) {
    const auto gpu = open();
    const SmallApp app = chain_app(200);
    ObjectPool pool(app, gpu->memory());
    for (std::size_t i = 0; i < 5; ++i) gpu->engine().prepare(pool.object(i), stages(1, 4));
    EXPECT_EQ(gpu->recordings(), 5U);
    for (std::size_t task = 0; task < 200; ++task) {
        TaskObject& object = pool.object(task % 5);
        pool.scrub(object);
        gpu->engine().run(object, stages(1, 4));
        ASSERT_EQ(sums_of(object), expected_sums(app, object.input)) << "task " << task;
    }
    EXPECT_EQ(gpu->recordings(), 5U);
}

TEST_F(VulkanEngine, AReplayReadsTheInputThatTheObjectHoldsNow) {
    const auto gpu = open();
    const SmallApp app = chain_app(300);
    ObjectPool pool(app, gpu->memory());
    TaskObject& object = pool.object(0);
    gpu->engine().run(object, stages(1, 4));
    app.fill_input(6, object.buffers);
    gpu->engine().run(object, stages(1, 4));
    EXPECT_EQ(sums_of(object), expected_sums(app, 6));
}

TEST_F(VulkanEngine, ReplaysAllocateNothing) {
    vulkan_ = Vulkan::look();  // the validation layer allocates
    const auto gpu = open();
    const SmallApp app = chain_app(500);
    ObjectPool pool(app, gpu->memory());
    gpu->engine().prepare(pool.object(0), stages(1, 4));
    gpu->engine().run(pool.object(0), stages(1, 4));  // drivers put their own work off to the first
    const TaskObject& object = pool.object(0);
    const std::uint64_t before = allocations_of_this_thread();
    for (int i = 0; i < 20; ++i) gpu->engine().run(object, stages(1, 4));
    EXPECT_EQ(allocations_of_this_thread(), before);
}

TEST_F(VulkanEngine, OneSubmissionForEachStageGivesTheSame) {
    VulkanPuSettings settings;
    settings.submissions = Submissions::per_stage;
    const auto gpu = open(settings);
    const SmallApp app = chain_app(777);
    ObjectPool pool(app, gpu->memory());
    gpu->engine().run(pool.object(1), stages(1, 4));
    EXPECT_EQ(gpu->recordings(), 4U);
    EXPECT_EQ(sums_of(pool.object(1)), expected_sums(app, 1));
}

TEST_F(VulkanEngine, TwoChunksOfOneTaskStayApart) {
    const auto gpu = open();
    const SmallApp app = chain_app(333);
    ObjectPool pool(app, gpu->memory());
    TaskObject& object = pool.object(2);
    gpu->engine().prepare(object, stages(1, 1));
    gpu->engine().prepare(object, stages(3, 4));
    gpu->engine().run(object, stages(1, 1));
    on_cpu(object, stages(2, 2));
    gpu->engine().run(object, stages(3, 4));
    EXPECT_EQ(sums_of(object), expected_sums(app, 2));
    EXPECT_EQ(gpu->recordings(), 2U);
}

TEST_F(VulkanEngine, ManyTasksInFlightShareBlocksOfMemoryAndStayApart) {
    const auto gpu = open();
    const SmallApp app = chain_app(65);
    ObjectPool pool(app, gpu->memory());
    constexpr std::size_t many = 300;
    for (std::size_t i = 0; i < many; ++i) gpu->engine().run(pool.object(i), stages(1, 4));
    for (std::size_t i = 0; i < many; ++i) {
        ASSERT_EQ(sums_of(pool.object(i)), expected_sums(app, i % ObjectPool::different_inputs)) << "object " << i;
    }
}

TEST_F(VulkanEngine, BuffersWithoutElementsAreNoFault) {
    const auto gpu = open();
    const SmallApp app = chain_app(0);
    ObjectPool pool(app, gpu->memory());
    gpu->engine().run(pool.object(0), stages(1, 4));
    EXPECT_TRUE(sums_of(pool.object(0)).empty());
}

TEST_F(VulkanEngine, AnotherPoolInThePlaceOfOneThatWentIsRecordedAnew) {
    const auto gpu = open();
    const SmallApp app = chain_app(100);
    std::optional<ObjectPool> pool;
    for (std::uint64_t round = 1; round <= 2; ++round) {
        pool.emplace(app, gpu->memory());
        gpu->engine().run(pool->object(0), stages(1, 4));
        EXPECT_EQ(sums_of(pool->object(0)), expected_sums(app, 0));
        EXPECT_EQ(gpu->recordings(), round);
    }
}

TEST_F(VulkanEngine, ConstantZeroIsTheSizeOfTheSubgroupsThatTheShaderRunsIn) {
    const auto gpu = open();
    const SmallApp app = single_app(2, {shaders::subgroup, {0}, {}, {}, {1, 1, 1}});
    ObjectPool pool(app, gpu->memory());
    gpu->engine().run(pool.object(0), stages(1, 1));
    const auto seen = pool.object(0).buffers.as<std::uint32_t>(0);
    EXPECT_EQ(seen[0], gpu->info().subgroup_size);
    EXPECT_EQ(seen[1], gpu->info().subgroup_size);
}

TEST_F(VulkanEngine, TheTimeOnTheGpuLiesWithinTheTimeOfTheSubmission) {
    VulkanPuSettings settings;
    settings.timestamps = GpuTimestamps::yes;
    const auto gpu = open(settings);
    if (gpu->info().timestamp_ns == 0) GTEST_SKIP() << "this driver has no timestamps";
    const SmallApp app = single_app(1, {shaders::slow, {0}, {10'000}, {}, {10, 1, 1}});
    ObjectPool pool(app, gpu->memory());
    const std::int64_t begin = monotonic_ns();
    gpu->engine().run(pool.object(0), stages(1, 1));
    const std::int64_t whole = monotonic_ns() - begin;
    ASSERT_TRUE(gpu->last_gpu_ns().has_value());
    EXPECT_GT(*gpu->last_gpu_ns(), 0);
    EXPECT_LE(*gpu->last_gpu_ns(), whole);
}

TEST_F(VulkanEngine, WithoutTimestampsNoTimeIsClaimed) {
    const auto gpu = open();
    const SmallApp app = chain_app(10);
    ObjectPool pool(app, gpu->memory());
    gpu->engine().run(pool.object(0), stages(1, 4));
    EXPECT_EQ(gpu->last_gpu_ns(), std::nullopt);
}

TEST_F(VulkanEngine, AChunkThatDoesNotEndInTimeIsAnErrorOfTheDevice) {
    VulkanPuSettings settings;
    settings.hang_ns = 1'000'000;
    const auto gpu = open(settings);
    gpu->engine().set_spins(0);
    // A second on one core, 20 ms on 50: far beyond the limit, and over soon after.
    const SmallApp app = single_app(1, {shaders::slow, {0}, {50'000}, {}, {10'000, 1, 1}});
    ObjectPool pool(app, gpu->memory());
    try {
        gpu->engine().run(pool.object(0), stages(1, 1));
        FAIL() << "it ended within 1 ms";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::device);
        EXPECT_THAT(error.failed(), HasSubstr("has not finished a chunk within 1 ms"));
    }
    EXPECT_THROW(gpu->engine().run(pool.object(0), stages(1, 1)), Error);  // and nothing more is submitted
}

TEST_F(VulkanEngine, BuffersOfOtherMemoryAreRefusedByName) {
    const auto gpu = open();
    const SmallApp app = chain_app(10);
    HostMemory memory;
    ObjectPool pool(app, memory);
    try {
        gpu->engine().prepare(pool.object(0), stages(1, 1));
        FAIL() << "memory that the GPU does not see was taken";
    } catch (const Error& error) {
        EXPECT_THAT(error.failed(), HasSubstr("buffer 'in' of 'small' was not allocated for GPU"));
    }
}

}  // namespace
}  // namespace bt::apps::test
