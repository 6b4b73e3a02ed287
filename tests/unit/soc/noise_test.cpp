#include "soc/noise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "bt/core/statistics.hpp"

namespace bt::soc {
namespace {

std::vector<double> draw(Noise noise, int count) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i) values.push_back(noise.next());
    return values;
}

format::SocModel with_noise(double cv, double drift_cv = 0) {
    format::SocModel model;
    model.name = "noisy";
    model.noise.cv = cv;
    model.drift_cv = drift_cv;
    return model;
}

// exp(σz) with σ² = ln(1 + cv²) has the median 1, the mean √(1 + cv²) and the coefficient of variation cv.
TEST(Noise, HasTheSpreadThatTheModelAsksFor) {
    for (const double cv : {0.02, 0.3}) {
        const std::vector<double> values = draw(Noise({.cv = cv}, 1, 42), 100'000);
        const double average = mean(values);
        EXPECT_NEAR(average, std::sqrt(1 + cv * cv), 0.005 * cv * 3);
        EXPECT_NEAR(median(values), 1, 0.005 * cv * 4);
        EXPECT_NEAR(std::sqrt(sample_variance(values)) / average, cv, 0.03 * cv);
    }
}

TEST(Noise, IsNoneWhereNoneIsAskedFor) {
    for (const double value : draw(Noise({}, 1, 42), 100)) EXPECT_EQ(value, 1);
}

TEST(Noise, HasOutliersAsOftenAsAskedFor) {
    const std::vector<double> values = draw(Noise({.cv = 0, .outlier_rate = 0.1, .outlier_factor = 3}, 1, 7), 100'000);
    EXPECT_EQ(std::set<double>(values.begin(), values.end()), (std::set<double>{1, 3}));
    EXPECT_NEAR(mean(values), 1.2, 0.01);
}

TEST(Noise, IsTheSameFromTheSameSeedAndForNothingElse) {
    const NoiseSource source(with_noise(0.1), 1, "run 1");
    const std::vector<double> values = draw(source.of("tree big:1-7"), 10);
    EXPECT_EQ(draw(NoiseSource(with_noise(0.1), 1, "run 1").of("tree big:1-7"), 10), values);
    EXPECT_NE(draw(source.of("tree big:1-6"), 10), values);
    EXPECT_NE(draw(NoiseSource(with_noise(0.1), 2, "run 1").of("tree big:1-7"), 10), values);
    EXPECT_NE(draw(NoiseSource(with_noise(0.1), 1, "run 2").of("tree big:1-7"), 10), values);
}

// One factor for all that a process measures; over many processes it spreads as asked for.
TEST(Noise, DriftsOnceForEachProcess) {
    std::vector<double> drifts;
    for (int i = 0; i < 2000; ++i) {
        const NoiseSource source(with_noise(0, 0.05), 1, "bench " + std::to_string(i));
        drifts.push_back(source.drift());
        EXPECT_EQ(draw(source.of("a cell"), 2), (std::vector<double>(2, source.drift())));
        EXPECT_EQ(draw(source.of("another"), 1).front(), source.drift());
    }
    EXPECT_NEAR(std::sqrt(sample_variance(drifts)), 0.05, 0.004);
    EXPECT_NEAR(median(drifts), 1, 0.005);
    EXPECT_EQ(NoiseSource(with_noise(0.1), 1, "run 1").drift(), 1);
}

// Schedules that share a process drift each for itself, and the same one always alike.
TEST(Noise, DriftsForEachScheduleAsIfItHadAProcess) {
    const NoiseSource source(with_noise(0, 0.05), 1, "run 1");
    std::vector<double> drifts;
    for (int i = 0; i < 2000; ++i) {
        const std::string what = "schedule " + std::to_string(i);
        drifts.push_back(draw(source.of_process(what), 1).front());
        EXPECT_EQ(draw(source.of_process(what), 2), (std::vector<double>(2, drifts.back())));
    }
    EXPECT_NEAR(std::sqrt(sample_variance(drifts)), 0.05, 0.004);
    const NoiseSource without(with_noise(0.1), 1, "run 1");
    EXPECT_EQ(draw(without.of_process("a cell"), 5), draw(without.of("a cell"), 5));
}

}  // namespace
}  // namespace bt::soc
