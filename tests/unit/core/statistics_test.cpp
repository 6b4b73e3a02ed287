#include "bt/core/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace bt {
namespace {

TEST(Statistics, MedianAndQuantilesInterpolateBetweenOrderStatistics) {
    EXPECT_DOUBLE_EQ(median(std::vector{3.0, 1.0, 2.0}), 2.0);
    EXPECT_DOUBLE_EQ(median(std::vector{4.0, 1.0, 2.0, 3.0}), 2.5);
    EXPECT_DOUBLE_EQ(quantile(std::vector{1.0, 2.0, 3.0, 4.0, 5.0}, 0.25), 2.0);
    EXPECT_DOUBLE_EQ(quantile(std::vector{7.0}, 0.99), 7.0);
    EXPECT_DOUBLE_EQ(median_absolute_deviation(std::vector{1.0, 2.0, 3.0, 4.0, 100.0}), 1.0);
}

// Reference values: any table of Student's t.
TEST(Statistics, StudentsQuantilesAgreeWithTheTables) {
    EXPECT_NEAR(t_quantile_975(1), 12.7062, 1e-4);
    EXPECT_NEAR(t_quantile_975(2), 4.3027, 1e-4);
    EXPECT_NEAR(t_quantile_975(11), 2.2010, 1e-4);
    EXPECT_NEAR(t_quantile_975(30), 2.0423, 1e-4);
    EXPECT_NEAR(t_quantile_975(120), 1.9799, 1e-4);
}

TEST(Statistics, TheTIntervalCoversTheMeanNineteenTimesInTwenty) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> noise(10, 2);
    int covered = 0;
    constexpr int trials = 4000;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> values(5);
        for (double& value : values) value = noise(random);
        const auto ci = t_interval(values);
        covered += ci->low <= 10 && 10 <= ci->high;
    }
    EXPECT_NEAR(covered / double{trials}, 0.95, 0.015);
}

TEST(Statistics, TheMedianIntervalCoversAtLeastNinetyFivePercentAtEverySize) {
    std::mt19937_64 random(11);
    std::exponential_distribution<double> skewed(1.0);
    for (const std::size_t size : {6U, 9U, 20U, 100U, 501U}) {
        int covered = 0;
        constexpr int trials = 2000;
        for (int trial = 0; trial < trials; ++trial) {
            std::vector<double> values(size);
            for (double& value : values) value = skewed(random);
            const auto ci = median_interval(values);
            covered += ci->low <= std::log(2.0) && std::log(2.0) <= ci->high;
        }
        EXPECT_GE(covered / double{trials}, 0.935) << size;
    }
}

TEST(Statistics, SaysNothingWhereNothingCanBeSaid) {
    EXPECT_FALSE(t_interval(std::vector{1.0}));
    EXPECT_FALSE(median_interval(std::vector{1.0, 2.0, 3.0, 4.0, 5.0}));
    EXPECT_TRUE(outliers(std::vector{1.0, 9.0}).empty());
}

TEST(Statistics, FlagsOutliersAlsoWhenMostSamplesAreEqual) {
    EXPECT_EQ(outliers(std::vector{10.0, 10.1, 9.9, 10.0, 10.2, 30.0}), std::vector<std::size_t>{5});
    EXPECT_EQ(outliers(std::vector{10.0, 10.0, 10.0, 10.0, 10.3}), std::vector<std::size_t>{4});
    EXPECT_TRUE(outliers(std::vector{10.0, 10.0, 10.0, 10.0, 10.01}).empty());
}

}  // namespace
}  // namespace bt
