#include "bt/analyse/agreement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "analyse/correlation.hpp"

namespace bt::analyse {
namespace {

std::vector<Compared> pairs(const std::vector<std::pair<double, double>>& values) {
    std::vector<Compared> out;
    for (const auto& [predicted, measured] : values) out.push_back({predicted, measured, {}});
    return out;
}

TEST(Agreement, OfASmallSampleIsWhatAPersonComputes) {
    // By hand: errors −10, +10, 0, +25 %; squares 1, 4, 0, 100 ms².
    const Agreement agreed = agreement(pairs({{10, 9}, {20, 22}, {30, 30}, {40, 50}}));
    EXPECT_EQ(agreed.n, 4);
    EXPECT_NEAR(*agreed.mape.value, 11.25, 1e-12);
    EXPECT_NEAR(*agreed.rmse.value, std::sqrt(105.0 / 4), 1e-12);
    EXPECT_NEAR(*agreed.pearson.value, 655 / std::sqrt(500.0 * 884.75), 1e-12);
    EXPECT_DOUBLE_EQ(*agreed.spearman.value, 1);
    EXPECT_DOUBLE_EQ(*agreed.kendall.value, 1);
    EXPECT_DOUBLE_EQ(*agreed.regret1.value, 0);
}

// A published correlation of 0.995 came from four schedules on one PU; without them it was 0.075.
TEST(Agreement, OfPipelinesAloneShowsWhatFewSlowSchedulesHide) {
    const std::vector<std::pair<double, double>> pipelines{{8.0, 7.9}, {8.1, 8.4}, {8.2, 7.8}, {8.3, 8.5},
                                                           {8.4, 7.9}, {8.5, 8.3}, {8.6, 8.0}};
    auto all = pipelines;
    all.insert(all.end(), {{38, 37}, {45, 46}, {110, 108}, {19, 20}});
    EXPECT_GT(*agreement(pairs(all)).pearson.value, 0.99);
    EXPECT_LT(*agreement(pairs(pipelines)).pearson.value, 0.2);
}

TEST(Agreement, RegretIsWhatTrustingThePredictionCosts) {
    const Agreement agreed =
        agreement(pairs({{1.0, 12}, {1.1, 11}, {1.2, 13}, {1.3, 14}, {1.4, 15}, {1.5, 10}, {1.6, 16}}));
    EXPECT_NEAR(*agreed.regret1.value, 0.2, 1e-12);
    EXPECT_NEAR(*agreed.regret5.value, 0.1, 1e-12);
}

TEST(Agreement, RegretHasACiOverRuns) {
    const std::vector<Compared> schedules{{1.0, 11, {{11.0, 11.1, 10.9}}}, {2.0, 10, {{10.0, 10.0, 10.0}}}};
    const Agreement agreed = agreement(schedules);
    ASSERT_TRUE(agreed.regret1.ci);
    EXPECT_LT(agreed.regret1.ci->low, 0.1);
    EXPECT_GT(agreed.regret1.ci->high, 0.1);
    EXPECT_FALSE(agreement(pairs({{1, 2}, {2, 1}})).regret1.ci);
}

TEST(Agreement, RegretHasNoCIWhereOneOfTheTwoRanInOtherRunsToo) {
    const std::vector<Compared> schedules{{1.0, 20, {{11.0, 11.1, 37.9}}}, {2.0, 10, {{10.0, 10.0, {}}}}};
    const Agreement agreed = agreement(schedules);
    EXPECT_DOUBLE_EQ(*agreed.regret1.value, 1);
    EXPECT_FALSE(agreed.regret1.ci);
    EXPECT_EQ(agreed.regret1.why, "not measured in the same runs: no CI");
}

TEST(Agreement, OfWhatIsUndefinedSaysWhy) {
    EXPECT_EQ(agreement({}).mape.why, "no schedule was predicted and measured");
    EXPECT_EQ(agreement(pairs({{1, 2}, {3, 4}})).pearson.why, "fewer than 3 schedules");
    EXPECT_EQ(agreement(pairs({{1, 2}, {1, 3}, {1, 4}})).kendall.why, "all predictions are equal");
    EXPECT_EQ(agreement(pairs({{1, 2}, {2, 2}, {3, 2}})).spearman.why, "all measured times are equal");
    EXPECT_TRUE(agreement(pairs({{1, 2}, {1, 3}, {1, 4}})).mape.value);
}

double plain_tau_b(const std::vector<double>& x, const std::vector<double>& y) {
    double concordant = 0, tied_x = 0, tied_y = 0, all = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const double product = (x[i] - x[j]) * (y[i] - y[j]);
            concordant += (product > 0) - (product < 0);
            tied_x += x[i] == x[j];
            tied_y += y[i] == y[j];
            ++all;
        }
    }
    return concordant / std::sqrt((all - tied_x) * (all - tied_y));
}

TEST(Agreement, KendallCountsEveryPairAndItsTies) {
    std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same numbers each time
    for (std::size_t n = 3; n < 60; ++n) {
        std::vector<double> x, y;
        for (std::size_t i = 0; i < n; ++i) {
            x.push_back(static_cast<double>(random() % 12));
            y.push_back(static_cast<double>(random() % 12));
        }
        const Figure tau = kendall(x, y);
        if (!tau.value) continue;
        EXPECT_NEAR(*tau.value, plain_tau_b(x, y), 1e-12) << n;
    }
}

TEST(Agreement, CisCoverTheTruthAboutAsOftenAsTheySay) {
    std::mt19937 random(11);  // NOLINT(cert-msc51-cpp)
    std::normal_distribution<double> normal;
    constexpr double rho = 0.6;
    int covered = 0;
    constexpr int trials = 400;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<double> x, y;
        for (int i = 0; i < 20; ++i) {
            x.push_back(normal(random));
            y.push_back(rho * x.back() + std::sqrt(1 - rho * rho) * normal(random));
        }
        const Figure r = pearson(x, y);
        covered += r.ci->low <= rho && rho <= r.ci->high;
    }
    EXPECT_GT(covered, trials * 92 / 100);
    EXPECT_LT(covered, trials * 98 / 100);
}

TEST(EarlierComparison, CountsAsTheEarlierSystemDid) {
    const EarlierComparison earlier = compare_as_earlier(pairs({{10, 9}, {20, 22}, {30, 30}, {40, 50}}));
    EXPECT_EQ(earlier.n, 4);
    EXPECT_EQ(earlier.within5, 1);
    EXPECT_EQ(earlier.within10, 3);
    EXPECT_EQ(earlier.within20, 3);
    EXPECT_NEAR(earlier.mae, 3.25, 1e-12);
    EXPECT_NEAR(earlier.mean, 6.25, 1e-12);
    EXPECT_NEAR(earlier.median, 5, 1e-12);
    EXPECT_NEAR(earlier.smallest, -10, 1e-12);
    EXPECT_NEAR(earlier.largest, 25, 1e-12);
    EXPECT_EQ(earlier.under, 2);
    EXPECT_EQ(earlier.over, 1);
    EXPECT_NEAR(*earlier.r_squared.value, *earlier.pearson.value * *earlier.pearson.value, 1e-15);
}

}  // namespace
}  // namespace bt::analyse
