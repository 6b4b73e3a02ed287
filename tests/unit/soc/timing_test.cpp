#include "soc/timing.hpp"

#include <gtest/gtest.h>

#include "bt/core/error.hpp"
#include "small_model.hpp"

namespace bt::soc {
namespace {

using test::big;
using test::little;
using test::model_of;
using test::stages;
using test::vulkan;

format::SocModel two_pus() {
    format::SocModel model = model_of({big, vulkan}, {{2, 0.5}, {0, 0.7}});
    model.pus[1].chunk_ms = Milliseconds(0.7);
    model.pus[1].stage_ms = Milliseconds(0.05);
    return model;
}

TEST(Timing, HoldsTimesInWholeNanosecondsWhereTheyAreWrittenSo) {
    const Timing timing(two_pus(), test::app(), std::vector{big, vulkan});
    EXPECT_EQ(timing.stage_ns(1, Stage::from_number(2)), 700'000);
    EXPECT_EQ(timing.fixed_ns(1, 2), 800'000);
    EXPECT_EQ(timing.chunk_ns(1, stages(1, 2)), 800'000 + 500'000 + 700'000);
    EXPECT_EQ(timing.fixed_ns(0, 2), 0);
}

TEST(Timing, KnowsWhichStagesAPuCanRun) {
    const Timing timing(two_pus(), test::app(), std::vector{big, vulkan});
    EXPECT_TRUE(timing.can_run(0, Stage::from_number(1)));
    EXPECT_FALSE(timing.can_run(0, Stage::from_number(2)));
    EXPECT_FALSE(timing.can_run(0, stages(1, 2)));
    EXPECT_TRUE(timing.can_run(1, stages(1, 2)));
}

TEST(Timing, RaisesFactorsToTheSensitivityOfTheStage) {
    format::SocModel model = two_pus();
    model.interference[vulkan][big] = 0.25;
    model.apps[test::app()][0].sensitivity = 0.5;
    const Timing timing(model, test::app(), std::vector{big, vulkan});
    EXPECT_DOUBLE_EQ(timing.slowdown(1, Stage::from_number(1))[0], 0.5);
    EXPECT_DOUBLE_EQ(timing.slowdown(1, Stage::from_number(2))[0], 0.25);  // where nothing is said it is 1
    EXPECT_DOUBLE_EQ(timing.slowdown(0, Stage::from_number(1))[1], 1);
}

// A PU that is not used slows nobody down, and the others keep their places.
TEST(Timing, CountsOnlyThePusThatItIsGiven) {
    format::SocModel model = model_of({little, big, vulkan}, {{4, 2, 1}});
    model.interference[vulkan] = {{little, 1.5}, {big, 0.8}};
    const Timing timing(model, test::app(), std::vector{big, vulkan});
    EXPECT_EQ(timing.pus(), 2U);
    EXPECT_EQ(timing.stage_ns(0, Stage::from_number(1)), 2'000'000);
    EXPECT_DOUBLE_EQ(timing.slowdown(1, Stage::from_number(1))[0], 0.8);
}

TEST(Timing, LeavesOutPusThatCanRunNothing) {
    EXPECT_EQ(able_pus(model_of({little, big, vulkan}, {{4, 0, 0}, {0, 0, 1}}), test::app()),
              (std::vector{little, vulkan}));
}

TEST(Timing, RefusesWhatTheModelDoesNotHave) {
    const auto refusal = [](const AppName& app, const PuName& pu) -> std::string {
        try {
            Timing(two_pus(), app, std::vector{pu});
        } catch (const Error& error) {
            return error.failed() + " | " + error.advice();
        }
        return "taken";
    };
    EXPECT_EQ(refusal(AppName("recordng"), big),
              "the SoC model 'small' does not have the application 'recordng' | did you mean 'recording'?");
    EXPECT_NE(refusal(test::app(), little).find("'small' does not have the PU 'little'"), std::string::npos);
}

TEST(Timing, RefusesFactorsThatNoClockCanFollow) {
    format::SocModel model = two_pus();
    model.interference[big][vulkan] = 1e6;
    model.apps[test::app()][1].sensitivity = 100;
    EXPECT_THROW(Timing(model, test::app(), std::vector{big, vulkan}), Error);
}

}  // namespace
}  // namespace bt::soc
