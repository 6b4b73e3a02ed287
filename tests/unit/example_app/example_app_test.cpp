// docs/adding-an-app.md promises an application of under 100 lines that runs. This is that application.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "bt/core/error.hpp"
#include "edges/edges.hpp"
#include "runtime/pipeline_run.hpp"
#include "runtime/threads.hpp"
#include "runtime/vulkan/vulkan.hpp"

namespace bt::apps {
namespace {

Chunk chunk(const PuName& pu, int first, int last) {
    return {pu, {Stage::from_number(first), Stage::from_number(last)}};
}

std::unique_ptr<Application> make_edges(const std::string& side) {
    return edges_entry().make({{{"side", side}}, 1, std::nullopt, std::nullopt});
}

TEST(ExampleApp, HasUnderAHundredLines) {
    std::size_t lines = 0;
    for (const char* name : {"edges.cpp", "edges.hpp"}) {
        std::ifstream file(std::filesystem::path(BT_EXAMPLE_FOLDER) / name);
        for (std::string line; std::getline(file, line);) ++lines;
    }
    EXPECT_GT(lines, 50U);
    EXPECT_LT(lines, 100U);
}

TEST(ExampleApp, IsRightInEveryPipelineOfTwoPus) {
    const PuName big("big");
    const PuName little("little");
    CpuEngine big_engine(Pu{big, {}});
    CpuEngine little_engine(Pu{little, {}});
    for (const char* side : {"1", "2", "33"}) {
        const auto app = make_edges(side);
        HostMemory memory;
        ThreadDriver driver({&big_engine, &little_engine});
        PipelineRunner runner(*app, {big, little}, memory, driver);
        for (const Chunks& chunks : {Chunks{chunk(big, 1, 3)}, Chunks{chunk(big, 1, 1), chunk(little, 2, 3)},
                                     Chunks{chunk(little, 1, 2), chunk(big, 3, 3)}}) {
            const PipelineResult result = runner.run(chunks, {.tasks = 20, .verify = Verify::all});
            EXPECT_EQ(result.failure, std::nullopt);
            EXPECT_EQ(result.first_fault(), std::nullopt) << to_string(chunks) << " with side=" << side;
            EXPECT_EQ(result.checks.size(), 20U);
        }
    }
}

TEST(ExampleApp, IsRightWithItsSecondStageOnVulkan) {
    const char* lavapipe = "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";
    if (std::filesystem::exists(lavapipe)) setenv("VK_ICD_FILENAMES", lavapipe, 0);
    const Vulkan vulkan = Vulkan::look();
    const auto device = choose_vulkan_device(vulkan.devices(), SoftwareGpu::yes);
    if (!device) GTEST_SKIP() << "no Vulkan device: " << vulkan.why_none();
    const auto gpu = vulkan.open(*device);

    const PuName big("big");
    const PuName little("little");
    const PuName on_gpu("vulkan");
    CpuEngine big_engine(Pu{big, {}});
    CpuEngine little_engine(Pu{little, {}});
    const auto app = make_edges("50");
    ThreadDriver driver({&big_engine, &little_engine, &gpu->engine()});
    PipelineRunner runner(*app, {big, little, on_gpu}, gpu->memory(), driver);
    const Chunks chunks{chunk(big, 1, 1), chunk(on_gpu, 2, 2), chunk(little, 3, 3)};
    const PipelineResult result = runner.run(chunks, {.tasks = 20, .verify = Verify::all});
    EXPECT_EQ(result.failure, std::nullopt);
    EXPECT_EQ(result.first_fault(), std::nullopt);
    EXPECT_EQ(result.checks.size(), 20U);
}

TEST(ExampleApp, RefusesSizesThatCannotBe) {
    for (const char* side : {"0", "8193", "many"}) EXPECT_THROW(make_edges(side), Error) << side;
}

}  // namespace
}  // namespace bt::apps
