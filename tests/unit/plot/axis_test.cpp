#include "plot/axis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "bt/core/error.hpp"

namespace bt::plot {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;

TEST(AnAxis, BeginsAtZeroSoThatBarsDoNotExaggerate) {
    const Axis axis = axis_for(std::array{4.0, 5.0}, AxisScale::automatic);
    EXPECT_FALSE(axis.logarithmic);
    EXPECT_EQ(axis.low, 0);
    EXPECT_GE(axis.high, 5);
    EXPECT_THAT(axis.ticks, ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(AnAxis, IsLogarithmicWhereValuesSpanAFactorOfTwenty) {
    EXPECT_FALSE(axis_for(std::array{1.0, 19.0}, AxisScale::automatic).logarithmic);
    const Axis axis = axis_for(std::array{0.2, 25.0}, AxisScale::automatic);
    EXPECT_TRUE(axis.logarithmic);
    EXPECT_THAT(axis.low, Le(0.2 * 0.8));
    EXPECT_THAT(axis.high, Ge(25.0));
    EXPECT_THAT(axis.ticks,
                ElementsAre(DoubleNear(0.1, 1e-9), DoubleNear(0.2, 1e-9), DoubleNear(0.5, 1e-9), 1, 2, 5, 10, 20, 50));
}

TEST(AnAxis, OverManyDecadesHasTicksAtPowersOfTenOnly) {
    EXPECT_THAT(exact_axis(1, 1e6, true).ticks, ElementsAre(1, 10, 100, 1000, 1e4, 1e5, 1e6));
}

TEST(AnAxis, OfAShortLogarithmicSpanStillHasTwoTicks) { EXPECT_THAT(exact_axis(3, 4, true).ticks, ElementsAre(3, 4)); }

TEST(AnAxis, OfNegativeValuesHoldsThem) {
    const Axis axis = axis_for(std::array{-3.0, 5.0}, AxisScale::automatic);
    EXPECT_LT(axis.low, -3);
    EXPECT_GT(axis.high, 5);
}

TEST(AnAxis, OfNothingOrOfZerosIsStillAnAxis) {
    EXPECT_LT(axis_for({}, AxisScale::automatic).low, axis_for({}, AxisScale::automatic).high);
    const Axis zeros = axis_for(std::array{0.0, 0.0}, AxisScale::automatic);
    EXPECT_LT(zeros.low, zeros.high);
}

TEST(ALogarithmicAxis, RefusesZeroRatherThanHideIt) {
    EXPECT_THROW(axis_for(std::array{0.0, 1.0}, AxisScale::logarithmic), Error);
}

}  // namespace
}  // namespace bt::plot
