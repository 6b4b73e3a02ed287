#include "stream/stream.hpp"

#include <gtest/gtest.h>

#include "bt/core/active_set.hpp"
#include "runtime/compare.hpp"
#include "runtime/references.hpp"
#include "runtime/vulkan/vulkan.hpp"
#include "stream/measure.hpp"

namespace bt::apps {
namespace {

constexpr std::size_t small = std::size_t{1} << 20U;

// Runs every stage on an engine; all sums must be those of the plain program.
std::optional<std::string> fault_on(Engine& engine, BufferMemory& memory) {
    const Stream stream(small);
    ObjectPool pool(stream, memory, 1);
    TaskObject& object = pool.object(0);
    for (int number = 1; number <= stream.stage_count(); ++number) {
        const Stage stage = Stage::from_number(number);
        engine.prepare(object, {stage, stage});
        engine.run(object, {stage, stage});
    }
    References references(stream);
    const std::uint64_t inputs[] = {object.input};
    references.compute(inputs);
    return compare_outputs(stream, object.buffers, references.of(object.input)).fault;
}

TEST(Stream, ReadsTheSameOnEveryCpuPu) {
    HostMemory memory;
    CpuEngine engine(Pu{PuName("big"), {}});
    EXPECT_EQ(fault_on(engine, memory), std::nullopt);
}

TEST(Stream, ReadsTheSameOnVulkan) {
    const Vulkan vulkan = Vulkan::look();
    const auto device = choose_vulkan_device(vulkan.devices(), SoftwareGpu::yes);
    if (!device) GTEST_SKIP() << "no Vulkan device";
    const auto pu = vulkan.open(*device);
    EXPECT_EQ(fault_on(pu->engine(), pu->memory()), std::nullopt);
}

TEST(Stream, HasKernelsFromAllMemoryToAllArithmetic) {
    const Stream stream(small);
    EXPECT_EQ(stream.bytes(), small);
    EXPECT_EQ(Stream::ops(Stage::from_number(1)), 0);
    EXPECT_EQ(Stream::ops(Stage::from_number(2)), 1);
    EXPECT_EQ(Stream::ops(Stage::from_number(stream.stage_count())), 1024);
    EXPECT_GE(stream_bytes(), std::size_t{64} << 20U);
}

// Not how fast: which kernels are measured, beside which.
TEST(StreamMeasure, MeasuresEveryChosenKernelBesideTheOthers) {
    const Stream stream(small);
    HostMemory memory;
    ObjectPool pool(stream, memory, 1);
    CpuEngine little(Pu{PuName("little"), {}});
    CpuEngine big(Pu{PuName("big"), {}});
    StreamMeasure measure(stream, {&little, &big}, {&pool.object(0), &pool.object(1)},
                          {.time = Seconds(0.004), .least = 2, .most = 3});
    std::vector<StreamSamples> alone;
    std::vector<std::vector<StreamKernel>> kernels;
    for (const std::size_t pu : {0U, 1U}) {
        kernels.push_back(measure.alone(pu, [&](const StreamSamples& samples) { alone.push_back(samples); }));
        ASSERT_FALSE(kernels[pu].empty());
        EXPECT_LE(kernels[pu].size(), 6U);
        EXPECT_EQ(kernels[pu].front().stage, Stage::from_number(1)) << "all memory first";
        for (std::size_t i = 1; i < kernels[pu].size(); ++i) EXPECT_LT(kernels[pu][i].gbps, kernels[pu][i - 1].gbps);
    }
    for (const StreamSamples& samples : alone) EXPECT_TRUE(samples.beside.empty());
    std::size_t together = 0;
    measure.together(kernels, 1, [&](const StreamSamples& samples) {
        ++together;
        ASSERT_EQ(samples.beside.size(), 1U);
        EXPECT_NE(samples.beside[0].pu, samples.kernel.pu);
        EXPECT_FALSE(samples.samples.ns.empty());
    });
    EXPECT_EQ(together, 2 * kernels[0].size() * kernels[1].size());
}

}  // namespace
}  // namespace bt::apps
