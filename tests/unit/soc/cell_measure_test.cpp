#include "soc/cell_measure.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "bt/core/statistics.hpp"
#include "small_model.hpp"

namespace bt::soc {
namespace {

using apps::BenchTarget;
using apps::CellSamples;
using test::big;
using test::little;
using test::model_of;
using test::stages;
using test::vulkan;

const std::vector<PuName> pus{little, big, vulkan};

format::SocModel phone() {
    format::SocModel model = model_of(pus, {{4, 2, 1}, {8, 3, 0.5}, {1, 0.5, 0}, {0.01, 0.005, 0.25}});
    model.pus[2].chunk_ms = Milliseconds(0.7);
    model.pus[2].stage_ms = Milliseconds(0.05);
    model.interference[vulkan] = {{little, 0.9}, {big, 0.64}};
    model.interference[big] = {{vulkan, 1.5}};
    model.apps[test::app()][1].sensitivity = 0.5;
    return model;
}

VirtualCellMeasure measure_of(const format::SocModel& model, std::uint64_t seed = 1,
                              const std::string& process = "bench 1") {
    return {Timing(model, test::app(), pus), pus, NoiseSource(model, seed, process), {}};
}

BenchTarget target(StageRange range, const PuName& pu, const std::vector<PuName>& set) {
    return {range, pu, ActiveSet(set, pus)};
}

std::vector<double> samples_of(const CellSamples& cell) { return {cell.ns.begin(), cell.ns.end()}; }

TEST(VirtualCells, AreWhatTheModelSays) {
    VirtualCellMeasure measure = measure_of(phone());
    const auto of = [&](StageRange range, const PuName& pu, const std::vector<PuName>& set) {
        const CellSamples cell = measure.measure(target(range, pu, set));
        EXPECT_EQ(cell.batch, 1);
        EXPECT_EQ(cell.stopped, apps::Stopped::precision);
        EXPECT_EQ(*std::min_element(cell.ns.begin(), cell.ns.end()), cell.ns.back());
        return cell.ns.front();
    };
    EXPECT_EQ(of(stages(2, 2), big, {big}), 3'000'000);
    EXPECT_EQ(of(stages(1, 1), big, {big, vulkan}), 3'000'000);  // 2 · 1.5
    EXPECT_EQ(of(stages(2, 2), big, {big, vulkan}), 3'674'235);  // 3 · √1.5
    EXPECT_EQ(of(stages(1, 1), vulkan, {vulkan}), 1'750'000);    // 0.7 + 0.05 + 1
    EXPECT_EQ(of(stages(1, 2), vulkan, {vulkan}), 2'300'000);    // 0.7 + 2 · 0.05 + 1 + 0.5: one submission
    EXPECT_EQ(of(stages(1, 1), vulkan, pus), 1'326'000);         // 0.75 untouched, 1 · 0.9 · 0.64 beside both
}

TEST(VirtualCells, AreBatchedWhereAStageIsShort) {
    VirtualCellMeasure measure = measure_of(phone());
    const CellSamples cell = measure.measure(target(stages(4, 4), big, {big}));
    EXPECT_EQ(cell.batch, 20);  // 5 µs each, to 100 µs
    EXPECT_EQ(cell.ns.front(), 100'000);
}

TEST(VirtualCells, AreNotTakenWhereThePuCannotRunTheStage) {
    const VirtualCellMeasure measure = measure_of(phone());
    EXPECT_FALSE(measure.can_measure(target(stages(3, 3), vulkan, pus)));
    EXPECT_FALSE(measure.can_measure(target(stages(2, 4), vulkan, {vulkan})));
    EXPECT_TRUE(measure.can_measure(target(stages(1, 4), big, {big})));
}

TEST(VirtualCells, KeepEverySampleOfNoiseAndOutliers) {
    format::SocModel model = phone();
    model.noise = {0.05, 0.05, 3};
    VirtualCellMeasure measure(Timing(model, test::app(), pus), pus, NoiseSource(model, 1, "bench 1"),
                               {.time = Seconds(3600), .precision = 0, .most = 5000});
    const CellSamples cell = measure.measure(target(stages(1, 1), big, {big}));
    EXPECT_EQ(cell.ns.size(), 5000U);
    EXPECT_EQ(cell.stopped, apps::Stopped::count);
    const std::vector<double> samples = samples_of(cell);
    EXPECT_NEAR(median(samples) / 2e6, 1, 0.006);  // the outliers move it by a fifteenth of a σ
    EXPECT_NEAR(mean(samples) / 2e6, 1 + 0.05 * 2, 0.02);
    EXPECT_NEAR(static_cast<double>(std::count_if(samples.begin(), samples.end(), [](double ns) { return ns > 4e6; })),
                250, 60);
}

TEST(VirtualCells, EndWhenTheirVirtualTimeIsSpent) {
    format::SocModel model = phone();
    model.noise.cv = 2;
    VirtualCellMeasure measure(Timing(model, test::app(), pus), pus, NoiseSource(model, 1, "bench 1"),
                               {.time = Seconds(0.2)});
    const CellSamples cell = measure.measure(target(stages(2, 2), little, {little}));
    EXPECT_EQ(cell.stopped, apps::Stopped::time);
    double sum = 0;
    for (const std::int64_t ns : cell.ns) sum += static_cast<double>(ns);
    EXPECT_GE(sum, 0.2e9);
    EXPECT_LT(sum - static_cast<double>(cell.ns.back()), 0.2e9);
}

TEST(VirtualCells, AreTheSameFromTheSameSeedWhateverElseIsMeasured) {
    format::SocModel model = phone();
    model.noise.cv = 0.1;
    const BenchTarget wanted = target(stages(1, 1), big, {big});
    VirtualCellMeasure alone = measure_of(model);
    VirtualCellMeasure after = measure_of(model);
    after.measure(target(stages(2, 2), little, {little, big}));
    const auto samples = alone.measure(wanted).ns;
    EXPECT_EQ(after.measure(wanted).ns, samples);
    EXPECT_NE(measure_of(model, 2).measure(wanted).ns, samples);
    EXPECT_NE(measure_of(model, 1, "bench 2").measure(wanted).ns, samples);
}

}  // namespace
}  // namespace bt::soc
