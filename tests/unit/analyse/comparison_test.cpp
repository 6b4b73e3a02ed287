#include "bt/analyse/comparison.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

namespace bt::analyse {
namespace {

constexpr double one_percent = 0.01;

// Computed apart: a difference of 0.1031749 with an error of 0.008252591 and 4.34 degrees of freedom, taken as 4.
TEST(Comparison, IsAWelchIntervalOfTheLogarithms) {
    const std::array before{2.00, 2.02, 1.98, 2.01, 1.99};
    const std::array after{2.20, 2.24, 2.18, 2.25};
    const TimeComparison comparison = compare_times(before, after, one_percent);
    EXPECT_DOUBLE_EQ(comparison.ratio, 2.22 / 2.00);
    EXPECT_NEAR(comparison.ci->low, 1.083571, 1e-6);
    EXPECT_NEAR(comparison.ci->high, 1.134382, 1e-6);
    EXPECT_EQ(comparison.verdict, Verdict::slower);
}

TEST(Comparison, HasAVerdictWhereAllOfTheCiHasIt) {
    const std::array before{1.000, 1.001, 0.999};
    EXPECT_EQ(compare_times(before, std::array{0.900, 0.901, 0.899}, one_percent).verdict, Verdict::faster);
    EXPECT_EQ(compare_times(before, std::array{1.100, 1.101, 1.099}, one_percent).verdict, Verdict::slower);
    EXPECT_EQ(compare_times(before, std::array{1.002, 1.003, 1.001}, one_percent).verdict, Verdict::same);
    EXPECT_EQ(compare_times(before, before, one_percent).verdict, Verdict::same);
}

TEST(Comparison, SaysWhyItHasNone) {
    const std::array before{1.000, 1.001, 0.999};
    EXPECT_EQ(compare_times(before, std::array{1.2}, one_percent).why, "one repeat: no CI");
    EXPECT_EQ(compare_times(before, std::array{0.9, 1.0, 1.1}, one_percent).why,
              "a difference above 1 % is not excluded");
    EXPECT_EQ(compare_times(before, std::array{1.010, 1.011, 1.009}, one_percent).why,
              "slower, perhaps by less than 1 %");
    EXPECT_EQ(compare_times(before, std::array{1.010, 1.011, 1.009}, 0.001).verdict, Verdict::slower);
}

TEST(Comparison, OfValuesWithoutAnyNoiseIsExact) {
    const TimeComparison comparison = compare_times(std::array{1.0, 1.0}, std::array{1.5, 1.5}, one_percent);
    EXPECT_DOUBLE_EQ(comparison.ci->low, 1.5);
    EXPECT_DOUBLE_EQ(comparison.ci->high, 1.5);
    EXPECT_EQ(comparison.verdict, Verdict::slower);
}

// 3 repeats against 5, the second twice as noisy: 95 % of 4000 intervals have to cover the true ratio.
TEST(Comparison, CoversTheTruthAsOftenAsItSays) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> noise;
    int covered = 0;
    constexpr int trials = 4000;
    for (int trial = 0; trial < trials; ++trial) {
        std::array<double, 3> before{};
        std::array<double, 5> after{};
        for (double& time : before) time = std::exp(0.02 * noise(random));
        for (double& time : after) time = 1.1 * std::exp(0.04 * noise(random));
        const Ci ci = *compare_times(before, after, one_percent).ci;
        covered += ci.low <= 1.1 && 1.1 <= ci.high;
    }
    EXPECT_GT(covered, 0.94 * trials);
    EXPECT_LT(covered, 0.98 * trials);
}

}  // namespace
}  // namespace bt::analyse
