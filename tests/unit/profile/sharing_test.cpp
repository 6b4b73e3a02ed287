#include "bt/profile/sharing.hpp"

#include <gtest/gtest.h>

namespace bt::profile::sharing_test {
namespace {

using format::BenchStream;
using format::BenchSwitch;

const PuName big("big");
const PuName little("little");

StageRange stages(int first, int last) { return {Stage::from_number(first), Stage::from_number(last)}; }

BenchSwitch switched(int first, const PuName& from, const PuName& to, std::vector<std::int64_t> gap,
                     std::vector<std::int64_t> ns) {
    return {.stages = stages(first, first), .from = from, .to = to, .gap_ns = std::move(gap), .ns = std::move(ns)};
}

// A kernel that reads `gbps` bytes in a ns.
BenchStream reads(const PuName& pu, int ops, double gbps, std::map<PuName, int> beside = {}) {
    return {.pu = pu,
            .ops = ops,
            .beside = std::move(beside),
            .bytes = 1'000'000,
            .batch = 2,
            .ns = {static_cast<std::int64_t>(2e6 / gbps)}};
}

TEST(SwitchDelays, AreTheGapAndWhatTheGroupTakesLonger) {
    const std::vector<BenchSwitch> measured{
        switched(2, big, little, {1000, 3000, 2000}, {52'000, 52'000, 99'000}),
        switched(2, little, little, {10, 10}, {50'000, 50'000}), switched(2, little, big, {500}, {19'000}),
        switched(2, big, big, {20}, {20'000}), switched(3, big, little, {700}, {900})};
    const std::vector<StageRange> groups{stages(1, 1), stages(2, 2), stages(3, 3)};
    const auto delays = switch_delays(measured, groups);
    ASSERT_EQ(delays.size(), 2U) << "without its own PU as measure nothing is said of stage 3";
    EXPECT_EQ(delays[0].from, big);
    EXPECT_EQ(delays[0].after, 0U);
    EXPECT_DOUBLE_EQ(delays[0].delay.count(), 0.004);  // 2 µs, and 52 µs instead of 50
    EXPECT_EQ(delays[1].to, big);
    EXPECT_DOUBLE_EQ(delays[1].delay.count(), 0);  // warm caches may make it shorter; a delay is never below 0
}

// big reads 10 or 4 GB/s alone, little 8 or 2.
std::vector<BenchStream> measured() {
    return {reads(big, 0, 10),
            reads(big, 4, 4),
            reads(big, 8, 0.1),  // never beside others: no row
            reads(little, 0, 8),
            reads(little, 4, 2),
            reads(big, 0, 6, {{little, 0}}),
            reads(big, 0, 9, {{little, 4}}),
            reads(big, 4, 3, {{little, 0}}),
            reads(big, 4, 4, {{little, 4}}),
            reads(little, 0, 5, {{big, 0}}),
            reads(little, 4, 2, {{big, 4}})};
}

TEST(BandwidthMatrices, HaveARowForEachKernelAndAColumnForWhatTheOthersReadAlone) {
    const auto matrices = bandwidth_matrices(measured());
    const format::BandwidthMatrix& of_big = matrices.at(big);
    ASSERT_EQ(of_big.standalone.size(), 2U);
    EXPECT_NEAR(of_big.standalone[0], 4, 1e-5);
    EXPECT_NEAR(of_big.standalone[1], 10, 1e-5);
    EXPECT_NEAR(of_big.external[0], 2, 1e-5);
    EXPECT_NEAR(of_big.external[1], 8, 1e-5);
    EXPECT_NEAR(of_big.achieved[1][0], 9, 1e-4);
    EXPECT_NEAR(of_big.achieved[1][1], 6, 1e-4);
    EXPECT_NEAR(of_big.achieved[0][1], 3, 1e-4);
    EXPECT_FALSE(matrices.contains(little)) << "no column that all its rows have";
    EXPECT_TRUE(bandwidth_matrices({}).empty());
}

TEST(Demand, IsTheExternalBandwidthThatSlowsTheReporterAsMuch) {
    const auto matrices = bandwidth_matrices(measured());
    const auto demand = [&](double gbps) {
        return demand_gbps({stages(1, 1), little, reads(big, 0, gbps)}, matrices).value();
    };
    EXPECT_DOUBLE_EQ(demand(11), 0) << "faster than alone: noise";
    EXPECT_NEAR(demand(9.5), 1, 1e-3);  // half way from (0, 10) to (2, 9)
    EXPECT_NEAR(demand(7.5), 5, 1e-3);  // half way from (2, 9) to (8, 6)
    EXPECT_NEAR(demand(3), 8, 1e-3) << "beyond what was measured";
    EXPECT_EQ(demand_gbps({stages(1, 1), big, reads(little, 0, 5)}, matrices), std::nullopt);
}

}  // namespace
}  // namespace bt::profile::sharing_test
