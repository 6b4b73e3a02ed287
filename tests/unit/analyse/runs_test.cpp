#include "bt/analyse/runs.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "bt/analyse/quantiles.hpp"
#include "bt/analyse/submission.hpp"

namespace bt::analyse {
namespace {

TEST(Runs, OneRunHasAValueAndNoCiAndSaysSo) {
    const Figure figure = over_runs({4.0});
    EXPECT_EQ(figure.value, 4.0);
    EXPECT_FALSE(figure.ci);
    EXPECT_EQ(figure.why, "one run: a CI needs two or more, a useful one five");
    EXPECT_FALSE(over_runs({std::nullopt}).value);
}

TEST(Runs, SeveralHaveTheirMeanAndATInterval) {
    const Figure figure = over_runs({4.0, std::nullopt, 5.0, 6.0});
    EXPECT_DOUBLE_EQ(*figure.value, 5);
    EXPECT_NEAR(figure.ci->high, 5 + 4.302652730 / std::sqrt(3.0), 1e-6);
}

TEST(Speedup, ComparesOnlyWithinTheSameRun) {
    // A machine that slows down by half between two runs: the ratio within each is 2.
    const Figure figure = speedup({10, 20, 99, std::nullopt}, {5, 10, std::nullopt, 1});
    EXPECT_NEAR(*figure.value, 2, 1e-12);
    EXPECT_NEAR(figure.ci->low, 2, 1e-12);
    EXPECT_EQ(speedup({10, std::nullopt}, {std::nullopt, 5}).why, "no run holds both the schedule and the single PU");
}

TEST(Runs, SpreadShowsDrift) {
    EXPECT_NEAR(*spread(std::array{9.8, 10.0, 10.2}), 0.04, 1e-12);
    EXPECT_FALSE(spread(std::array{10.0}));
}

TEST(FarBelow, IsWhatNoClockExplains) {
    EXPECT_TRUE(far_below(Milliseconds(0.04), Milliseconds(5.9)));
    EXPECT_FALSE(far_below(Milliseconds(4), Milliseconds(7.4)));
}

TEST(Quantiles, AreExactForFewValues) {
    Quantiles few;
    for (int i = 1; i <= 101; ++i) few.add(i);
    EXPECT_DOUBLE_EQ(few.quantile(0.5), 51);
    EXPECT_DOUBLE_EQ(few.quantile(0.95), 96);
    EXPECT_EQ(few.count(), 101U);
}

TEST(Quantiles, OfMillionsStayWithinAShareOfTheValue) {
    std::mt19937 random(3);  // NOLINT(cert-msc51-cpp)
    std::lognormal_distribution<double> values(1, 0.4);
    Quantiles sketch, half, other;
    std::vector<double> all;
    for (int i = 0; i < 50'000; ++i) {
        all.push_back(values(random));
        sketch.add(all.back());
        (i % 3 ? half : other).add(all.back() / 2);
    }
    half.add(other);
    Quantiles joined;
    joined.add(half, 2);
    for (const double p : {0.0, 0.5, 0.95, 0.99, 1.0}) {
        const double exact = quantile(all, p);
        EXPECT_NEAR(sketch.quantile(p), exact, exact / 2000) << p;
        EXPECT_NEAR(joined.quantile(p), exact, exact / 1000) << p;
    }
    EXPECT_EQ(joined.count(), 50'000U);
}

TEST(Quantiles, TakeZero) {
    Quantiles zeros;
    for (int i = 0; i < 5000; ++i) zeros.add(0);
    EXPECT_NEAR(zeros.quantile(0.5), 0, 1);
}

std::vector<ChunkTime> chunks(double chunk_ms, double stage_ms) {
    std::vector<ChunkTime> out;
    for (const int stages : {1, 2, 3, 5, 7}) {
        const Milliseconds cells(0.5 * stages);
        out.push_back({stages, cells, cells + Milliseconds(chunk_ms + stage_ms * stages)});
    }
    return out;
}

TEST(Submission, IsFoundFromChunksOfSeveralLengths) {
    const auto cost = fit_submission(chunks(0.9, 0.05));
    EXPECT_NEAR(cost->chunk.count(), 0.9, 1e-9);
    EXPECT_NEAR(cost->stage.count(), 0.05, 1e-9);
    EXPECT_NEAR(cost->ci->low, 0.9, 1e-6);
}

TEST(Submission, NeverCostsLessThanNothing) {
    EXPECT_EQ(fit_submission(chunks(-0.3, 0.1))->chunk.count(), 0);
    EXPECT_GT(fit_submission(chunks(-0.3, 0.1))->stage.count(), 0);
    EXPECT_EQ(fit_submission(chunks(0.5, -0.05))->stage.count(), 0);
    EXPECT_EQ(fit_submission(chunks(-1, -1))->chunk.count(), 0);
}

TEST(Submission, OfChunksOfOneLengthIsAllInTheChunk) {
    const std::vector<ChunkTime> same(3, {2, Milliseconds(1), Milliseconds(1.7)});
    EXPECT_NEAR(fit_submission(same)->chunk.count(), 0.7, 1e-12);
    EXPECT_EQ(fit_submission(same)->stage.count(), 0);
    EXPECT_FALSE(fit_submission(std::span(same).first(1)));
}

}  // namespace
}  // namespace bt::analyse
