#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "runtime/vulkan/vulkan.hpp"
#include "unit/tree/task.hpp"

namespace bt::apps::tree {
namespace {

// Mesa's driver on the CPU, so that every machine runs the same; a GPU that is named in the environment instead.
class TreeOnVulkan : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        const char* lavapipe = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";
        if (std::filesystem::exists(lavapipe)) setenv("VK_ICD_FILENAMES", lavapipe, 0);
    }
    void SetUp() override {
        const Vulkan vulkan = Vulkan::look({.library = {}, .validation = Validation::if_present});
        const auto device = choose_vulkan_device(vulkan.devices(), SoftwareGpu::yes);
        if (!device) GTEST_SKIP() << "no Vulkan device: " << vulkan.why_none();
        pu_ = vulkan.open(*device);
    }

    static StageRange stages(int first, int last) { return {Stage::from_number(first), Stage::from_number(last)}; }

    // The first buffer that differs from the reference when the stages below `first_on_gpu` and above `last_on_gpu` run
    // on CPU threads, the others on the GPU.
    std::string difference(const Application& app, std::uint64_t input, int first_on_gpu = 1, int last_on_gpu = 7) {
        ObjectPool pool(app, pu_->memory());
        TaskObject& object = pool.object(input);
        Team team(2);
        for (int i = 1; i < first_on_gpu; ++i) app.run_cpu(Stage::from_number(i), object.buffers, team);
        pu_->engine().run(object, stages(first_on_gpu, last_on_gpu));
        for (int i = last_on_gpu + 1; i <= 7; ++i) app.run_cpu(Stage::from_number(i), object.buffers, team);
        if (const auto fault = app.structural_fault(object.buffers)) return *fault;

        Task expected(app.buffers());
        app.fill_input(object.input, expected.buffers());
        app.reference(expected.buffers());
        return first_difference(app, object.buffers, expected.buffers());
    }

    std::unique_ptr<VulkanPu> pu_;
};

TEST_F(TreeOnVulkan, EqualsTheReferenceForManySizes) {
    for (const std::size_t points : std::vector<std::size_t>{1, 2, 3, 5, 255, 256, 257, 2047, 2048, 2049, 30000}) {
        for (const std::uint64_t input : {0U, 1U}) {  // uniform, clustered
            EXPECT_EQ(difference(*make_tree(points, points), input), "") << points << " points, input " << input;
        }
    }
}

TEST_F(TreeOnVulkan, EqualsTheReferenceWhereTilesNeedMoreThanOneRoundOfTheScan) {
    EXPECT_EQ(difference(*make_tree(2048 * 300 + 17), 0), "");
}

TEST_F(TreeOnVulkan, HandsOverToTheCpuAndBackAtEveryStage) {
    const auto app = make_tree(5000, 3, "clustered");
    for (int stage = 1; stage <= 7; ++stage) {
        EXPECT_EQ(difference(*app, 0, stage, stage), "") << "only stage " << stage << " on the GPU";
        EXPECT_EQ(difference(*app, 0, 1, stage), "") << "stages 1 to " << stage << " on the GPU";
    }
}

TEST_F(TreeOnVulkan, GivesTheSameWhenAnObjectIsUsedAgainAndAgain) {
    const auto app = make_tree(3000);
    ObjectPool pool(*app, pu_->memory());
    TaskObject& object = pool.object(0);
    pu_->engine().run(object, stages(1, 7));
    Task first(app->buffers());
    for (std::size_t i = 0; i < object.buffers.size(); ++i) {
        const auto bytes = object.buffers.bytes(i);
        std::copy(bytes.begin(), bytes.end(), first.buffers().bytes(i).begin());
    }
    for (int i = 0; i < 5; ++i) pu_->engine().run(object, stages(1, 7));
    EXPECT_EQ(first_difference(*app, object.buffers, first.buffers()), "");
    EXPECT_EQ(pu_->recordings(), 1U);
}

TEST_F(TreeOnVulkan, HasAKernelForEveryStage) {
    const auto app = make_tree(100);
    for (int stage = 1; stage <= 7; ++stage) {
        EXPECT_TRUE(pu_->engine().can_run(*app, Stage::from_number(stage))) << stage;
        for (const VulkanDispatch& dispatch : app->vulkan(Stage::from_number(stage))) {
            EXPECT_EQ(dispatch.spirv[0], 0x07230203U) << "SPIR-V's magic number";
        }
    }
}

}  // namespace
}  // namespace bt::apps::tree
