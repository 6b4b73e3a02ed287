#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "unit/cifar/task.hpp"

namespace bt::apps::cifar {
namespace {

// The first stage that is wrong on a team of `members`, each begun with what the reference made of those before it.
std::string first_wrong_stage(const NetworkApplication& app, const Task& expected, int members) {
    Team team(members);
    for (std::size_t index = 0; index < stage_total; ++index) {
        const Stage stage = Stage::from_index(index);
        const std::size_t input = app.input_buffer(stage), output = app.output_buffer(stage);
        Task task(app);
        std::ranges::copy(expected.buffers().as<float>(input), task.buffers().as<float>(input).begin());
        app.run_cpu(stage, task.buffers(), team);
        const std::string fault = fault_in(task.buffers().as<float>(output), expected.buffers().as<float>(output));
        if (!fault.empty()) return app.stage_names()[index] + ": " + fault;
    }
    return "";
}

void expect_right_stages(const NetworkApplication& app, std::uint64_t input) {
    Task expected(app, input);
    app.reference(expected.buffers());
    for (int members = 1; members <= 4; ++members)
        EXPECT_EQ(first_wrong_stage(app, expected, members), "")
            << to_string(app.params()) << ", " << members << " threads";
}

TEST(CifarDense, EachStageEqualsTheReferenceForAnyTeamAndBatch) {
    for (const int batch : {1, 2, 3, 7, 17}) expect_right_stages(*make_dense(batch), 0);
}

TEST(CifarSparse, EachStageEqualsTheReferenceForAnyTeamBatchAndDensity) {
    for (const char* density : {"0.001", "0.01", "0.1", "1"})
        for (const int batch : {1, 3, 17}) expect_right_stages(*make_sparse(batch, density), 1);
}

TEST(CifarDense, GivesTheReferencesScoresFromItsImages) {
    const auto app = make_dense(5);
    Task task(*app, 3), expected(*app, 3);
    Team team(2);
    run_all(*app, task.buffers(), team);
    app->reference(expected.buffers());
    const std::size_t scores = app->output_buffer(Stage::from_number(9));
    EXPECT_EQ(app->buffers()[scores].role, Role::output);
    EXPECT_EQ(fault_in(task.buffers().as<float>(scores), expected.buffers().as<float>(scores), classes), "");
}

// A test that a wrong kernel would pass is worth nothing: one weight changed is seen.
TEST(CifarDense, AOneWeightChangeReachesTheScores) {
    const auto app = make_dense(2);
    Task task(*app), expected(*app);
    app->reference(expected.buffers());
    task.buffers().as<float>(1)[7] += 0.5F;  // conv1
    Team team;
    run_all(*app, task.buffers(), team);
    const std::size_t scores = app->output_buffer(Stage::from_number(9));
    EXPECT_NE(fault_in(task.buffers().as<float>(scores), expected.buffers().as<float>(scores), classes), "");
}

// The layout of the shared buffers of cifar-sparse: rows, columns, values, bias for each weighted layer.
TEST(CifarSparse, HasAsManyNonZeroWeightsAsItsDensitySays) {
    for (const double density : {0.01, 0.1, 0.5, 1.0}) {
        const auto app = make_sparse(1, std::to_string(density));
        Task task(*app);
        for (std::size_t i = 0; i < weighted_total; ++i) {
            const Layer& layer = weighted_layer(i);
            const auto rows = task.buffers().as<std::uint32_t>(1 + 4 * i);
            const auto columns = task.buffers().as<std::uint32_t>(2 + 4 * i);
            const auto values = task.buffers().as<float>(3 + 4 * i);
            const auto expected =
                static_cast<std::size_t>(std::llround(density * double(layer.rows() * layer.columns())));
            EXPECT_EQ(values.size(), expected) << layer.name;
            EXPECT_EQ(rows.size(), layer.rows() + 1);
            EXPECT_EQ(rows.front(), 0U);
            EXPECT_EQ(rows.back(), values.size());
            EXPECT_TRUE(std::ranges::all_of(values, [](float value) { return value != 0; }));
            EXPECT_TRUE(std::ranges::all_of(columns, [&](auto column) { return column < layer.columns(); }));
        }
    }
}

double root_mean_square(std::span<const float> values) {
    double sum = 0;
    for (const float value : values) sum += static_cast<double>(value) * value;
    return std::sqrt(sum / static_cast<double>(values.size()));
}

void expect_living_activations(const NetworkApplication& app) {
    Task task(app, 2);
    app.reference(task.buffers());
    for (std::size_t index = 0; index < stage_total; ++index) {
        const Stage stage = Stage::from_index(index);
        const double size = root_mean_square(task.buffers().as<float>(app.output_buffer(stage)));
        EXPECT_GT(size, 0.1) << app.stage_names()[index];
        EXPECT_LT(size, 20) << app.stage_names()[index];
    }
    const auto scores = task.buffers().as<float>(app.output_buffer(Stage::from_number(9)));
    for (std::size_t image = 1; image < app.batch(); ++image) {
        double difference = 0;
        for (std::size_t c = 0; c < classes; ++c)
            difference = std::max<double>(difference, std::fabs(scores[c] - scores[image * classes + c]));
        EXPECT_GT(difference, 0.01) << "image " << image << " has the scores of image 0";
    }
}

TEST(CifarDense, ActivationsNeitherVanishNorExplode) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) expect_living_activations(*make_dense(4, seed));
}

TEST(CifarSparse, ActivationsNeitherVanishNorExplodeWhenPruned) {
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U})
        for (const char* density : {"0.01", "0.1"}) expect_living_activations(*make_sparse(4, density, seed));
}

// From the same generator written in Python: every processor and compiler must make these bytes.
TEST(CifarDense, SeedsGiveTheSameWeightsAndImagesEverywhere) {
    const auto app = make_dense(2, 42);
    Task task(*app, 5);
    EXPECT_EQ(task.buffers().as<float>(1)[0], 0x1.b364c60000000p-3F);
    EXPECT_EQ(task.buffers().as<float>(1)[431], 0x1.e77fa20000000p-3F);
    EXPECT_EQ(task.buffers().as<float>(0)[0], -0x1.b6b5a40000000p-2F);
    EXPECT_EQ(task.buffers().as<float>(0)[6143], 0x1.5071b00000000p-1F);
}

TEST(CifarDense, OtherInputsAndSeedsAreOtherImages) {
    const auto app = make_dense(1, 1), other = make_dense(1, 2);
    Task first(*app, 0), second(*app, 1), seeded(*other, 0);
    EXPECT_NE(first.block(0), second.block(0));
    EXPECT_NE(first.block(0), seeded.block(0));
    EXPECT_NE(first.block(1), seeded.block(1)) << "weights";
}

}  // namespace
}  // namespace bt::apps::cifar
