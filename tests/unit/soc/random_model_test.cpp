#include "soc/random_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt::soc {
namespace {

RandomModelOptions made_for_tests() {
    return {.apps = {{AppName("tree"), 7}, {AppName("cifar-dense"), 9}},
            .pus = {{PuName("little"), {0, 1, 2, 3}},
                    {PuName("medium"), {4, 5}},
                    {PuName("big"), {6, 7}},
                    {PuName("vulkan"), {}},
                    {PuName("npu"), {}}}};
}

TEST(RandomModel, IsOneThatItsReaderTakesWhateverTheSeed) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const format::SocModel model = random_model(seed, made_for_tests());
        ASSERT_EQ(format::read_soc_model(format::render(model), "random"), model) << seed;
        ASSERT_EQ(model.name, "random-" + std::to_string(seed));
        ASSERT_EQ(model.apps.at(AppName("tree")).size(), 7U);
        ASSERT_EQ(model.noise.cv, 0.02);
        ASSERT_EQ(model.drift_cv, 0);
    }
}

TEST(RandomModel, HasFactorsFrom06To15AndSensitivitiesFrom02To1) {
    double least = 10;
    double most = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const format::SocModel model = random_model(seed, made_for_tests());
        int pairs = 0;
        for (const auto& [slowed, row] : model.interference) {
            for (const auto& [busy, factor] : row) {
                least = std::min(least, factor);
                most = std::max(most, factor);
                ++pairs;
            }
        }
        ASSERT_EQ(pairs, 20);
        for (const auto& [app, stages] : model.apps) {
            for (const format::SocStage& stage : stages) {
                ASSERT_GE(stage.sensitivity, 0.2);
                ASSERT_LE(stage.sensitivity, 1);
            }
        }
    }
    EXPECT_GE(least, 0.6);
    EXPECT_LT(least, 0.61);
    EXPECT_LE(most, 1.5);
    EXPECT_GT(most, 1.48);
}

TEST(RandomModel, HasFasterClustersAndAcceleratorsWithACostForEachSubmission) {
    int faster = 0;
    int stages_seen = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const format::SocModel model = random_model(seed, made_for_tests());
        EXPECT_EQ(model.pus[0].chunk_ms.count(), 0);
        EXPECT_GT(model.pus[3].chunk_ms.count(), 0);
        for (const format::SocStage& stage : model.apps.at(AppName("tree"))) {
            ++stages_seen;
            faster += stage.times.at(PuName("big")) < stage.times.at(PuName("little")) ? 1 : 0;
        }
    }
    EXPECT_GT(faster, stages_seen * 9 / 10);
}

TEST(RandomModel, IsTheSameFromTheSameSeed) {
    EXPECT_EQ(random_model(7, made_for_tests()), random_model(7, made_for_tests()));
    EXPECT_NE(format::render(random_model(7, made_for_tests())), format::render(random_model(8, made_for_tests())));
}

TEST(RandomModel, NeedsPusAndApplications) { EXPECT_THROW(random_model(1, {}), Error); }

}  // namespace
}  // namespace bt::soc
