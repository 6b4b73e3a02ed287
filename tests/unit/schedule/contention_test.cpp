#include "bt/schedule/contention.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/core/error.hpp"

namespace bt::schedule {
namespace {

using testing::ElementsAre;

// PCCS's own sample of what a GPU reaches beside other traffic (its model_construction/input.txt).
const BandwidthMatrix& published() {
    static const BandwidthMatrix matrix{{9.3, 18.6, 28.1, 37.6, 46.8, 55.1, 65.7, 71.3, 84.7, 93.1},
                                        {12.7, 25.6, 38.1, 51.3, 63.1, 76.8, 92.8, 98.7, 112.3, 127.4},
                                        {{9.2, 9.1, 9.1, 9.1, 9.1, 9.1, 9.0, 9.0, 9.0, 9.0},
                                         {18.5, 18.5, 18.4, 18.4, 18.3, 18.3, 18.3, 18.3, 18.3, 18.2},
                                         {28.1, 27.9, 27.8, 27.8, 27.6, 27.6, 27.5, 27.5, 27.5, 27.5},
                                         {37.6, 37.5, 37.5, 37.3, 37.1, 36.9, 36.7, 36.5, 36.4, 36.2},
                                         {46.0, 45.7, 40.2, 40.1, 39.8, 39.6, 39.5, 39.5, 39.5, 39.5},
                                         {53.9, 51.2, 44.9, 41.6, 41.3, 41.2, 41.0, 41.0, 41.0, 41.0},
                                         {57.5, 52.2, 46.4, 46.2, 46.1, 46.1, 46.1, 46.1, 46.0, 46.0},
                                         {59.3, 54.2, 48.4, 47.4, 47.4, 47.4, 47.2, 47.2, 47.2, 47.2},
                                         {60.1, 56.5, 55.8, 49.5, 49.3, 48.1, 47.6, 47.6, 47.6, 47.6},
                                         {76.9, 67.9, 59.7, 51.4, 50.9, 50.7, 49.9, 49.9, 49.9, 49.9}}};
    return matrix;
}

TEST(Pccs, IsConstructedAsPublishedToSixDigits) {
    const PccsConstruction made = construct_pccs(published());
    EXPECT_NEAR(made.parameters.normal_bw, 37.6, 5e-7);
    EXPECT_NEAR(made.parameters.intensive_bw, 65.7, 5e-7);
    EXPECT_NEAR(made.parameters.mrmc, 3.723404, 5e-7);
    EXPECT_NEAR(made.parameters.tbwdc, 82.8, 5e-7);
    EXPECT_NEAR(made.parameters.cbp, 46.633333, 5e-7);
    EXPECT_NEAR(made.parameters.rate, 0.571106, 5e-7);
    EXPECT_NEAR(made.reduction_percent, 3.225806, 5e-7);
    EXPECT_EQ(made.normal_boundary, 4U);
    EXPECT_EQ(made.intensive_boundary, 6U);
    ASSERT_EQ(made.tbwdc_terms.size(), 2U);
    EXPECT_NEAR(made.tbwdc_terms[0], 84.9, 1e-9);
    EXPECT_NEAR(made.tbwdc_terms[1], 80.7, 1e-9);
    EXPECT_THAT(made.breaks, ElementsAre(3U, 4U));
    EXPECT_THAT(made.counted, ElementsAre(4U, 5U));
    EXPECT_NEAR(made.cbp_sum, 139.9, 1e-9);
    EXPECT_EQ(made.cbp_divisor, 3U);
}

// Somebody's grid search over the same matrix reached 1.50 points with these figures.
TEST(Pccs, IsFittedBetterThanByAGridSearch) {
    const PccsParameters grid{37.6, 65.7, 3.7234, 127.4, 64.0, 45.0, 0.64};
    const PccsParameters fitted = fit_pccs(published());
    EXPECT_NEAR(mean_error(grid, published()), 1.5, 0.05);
    EXPECT_LE(mean_error(fitted, published()), mean_error(grid, published()));
}

TEST(Pccs, HasThreeRegions) {
    const PccsParameters gpu{38.1, 96.2, 4.9, 127.5, 87.2, 45.3, 1.11};
    EXPECT_EQ(reduction(gpu, 60, 0), 0);
    EXPECT_NEAR(reduction(gpu, 20, 63.75), 2.45, 1e-12);           // minor: half of mrmc at half the traffic
    EXPECT_NEAR(reduction(gpu, 20, 1000), 4.9, 1e-12);             // and not beyond it
    EXPECT_NEAR(reduction(gpu, 60, 30), 3.108, 1e-12);             // normal: 1.11 · (60 + 30 − 87.2)
    EXPECT_NEAR(reduction(gpu, 40, 10), 4.9 * 10 / 127.5, 1e-12);  // no shortage yet
    EXPECT_NEAR(reduction(gpu, 100, 45.3), 1.11 * 58.1, 1e-12);    // intensive
    EXPECT_NEAR(reduction(gpu, 100, 22.65), 1.11 * 58.1 / 2, 1e-12);
    EXPECT_EQ(reduction(gpu, 400, 100), 95);
}

TEST(BandwidthMatrices, AreMetAtTheirPointsAndInterpolatedBetween) {
    EXPECT_EQ(relative_speed(published(), 46.8, 0), 1);
    EXPECT_NEAR(relative_speed(published(), 46.8, 38.1), 40.2 / 46.8, 1e-12);
    EXPECT_NEAR(relative_speed(published(), 46.8, (38.1 + 51.3) / 2), (40.2 + 40.1) / 2 / 46.8, 1e-12);
    EXPECT_NEAR(relative_speed(published(), 46.8, 12.7 / 2), (1 + 46.0 / 46.8) / 2, 1e-12);
    EXPECT_NEAR(relative_speed(published(), 1000, 1000), 49.9 / 93.1, 1e-12);
    EXPECT_NEAR(relative_speed(published(), (9.3 + 18.6) / 2, 12.7), (9.2 / 9.3 + 18.5 / 18.6) / 2, 1e-12);
}

TEST(BandwidthMatrices, AreRefusedWhereTheyCannotBeRight) {
    BandwidthMatrix falling = published();
    std::swap(falling.external[0], falling.external[1]);
    EXPECT_THROW(check(falling), Error);
    BandwidthMatrix short_row = published();
    short_row.achieved[3].pop_back();
    EXPECT_THROW(construct_pccs(short_row), Error);
    // Nothing ever suffers: no regions.
    EXPECT_THROW(construct_pccs({{10, 20}, {10, 20}, {{10, 10}, {20, 20}}}), Error);
}

TEST(Contention, OfPairsMultipliesTheFactorsOfAllThatAreBusy) {
    const GroupCost own{100, 0, 0, {1, 2, 0.8}};
    const GroupCost other{100, 0, 0, {1, 1, 1}};
    const std::vector<const GroupCost*> all{&own, &other, &other};
    const std::vector<const GroupCost*> first{&own, &other, nullptr};
    EXPECT_NEAR(Contention::pairs().rate(0, own, all), 1 / 1.6, 1e-12);
    EXPECT_NEAR(Contention::pairs().rate(0, own, first), 0.5, 1e-12);
    EXPECT_NEAR(Contention::pairs().best_rate(0, own), 1.25, 1e-12);  // a faster clock beside the third
    EXPECT_EQ(Contention().rate(0, own, all), 1);
}

TEST(Contention, OfMemoryAddsUpWhatTheOthersDemand) {
    const PccsParameters pccs{10, 90, 4, 100, 50, 40, 1};
    const Contention model = Contention::pccs({pccs, std::nullopt, std::nullopt});
    const GroupCost own{100, 0, 30};
    const GroupCost half{100, 0, 15};
    const std::vector<const GroupCost*> both{&own, &half, &half};
    EXPECT_NEAR(model.rate(0, own, both), 1 - reduction(pccs, 30, 30) / 100, 1e-12);
    EXPECT_EQ(model.rate(1, half, both), 1);  // nothing is known of that PU
}

}  // namespace
}  // namespace bt::schedule
