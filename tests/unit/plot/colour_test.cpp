#include "plot/colour.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace bt::plot {
namespace {

using Kind = ColourScale::Kind;

struct Linear {
    double red, green, blue;
};

Linear linear(Rgb colour) {
    const auto one = [](std::uint8_t channel) { return std::pow(channel / 255.0, 2.2); };
    return {one(colour.red), one(colour.green), one(colour.blue)};
}

// How a person without red or green cones sees it (Viénot, Brettel and Mollon 1999), for telling colours apart.
Linear without_red(Rgb colour) {
    const Linear c = linear(colour);
    return {0.11238 * c.red + 0.88762 * c.green, 0.11238 * c.red + 0.88762 * c.green,
            0.00401 * c.red - 0.00401 * c.green + c.blue};
}
Linear without_green(Rgb colour) {
    const Linear c = linear(colour);
    return {0.29275 * c.red + 0.70725 * c.green, 0.29275 * c.red + 0.70725 * c.green,
            -0.02234 * c.red + 0.02234 * c.green + c.blue};
}

double distance(Linear a, Linear b) {
    const auto root = [](double value) { return std::sqrt(std::max(value, 0.0)); };
    return std::hypot(root(a.red) - root(b.red), root(a.green) - root(b.green), root(a.blue) - root(b.blue));
}

double lightness(Rgb colour) { return contrast(colour, black); }

TEST(TextInACell, IsReadableOnEveryColourOfBothScales) {
    for (const Kind kind : {Kind::diverging, Kind::logarithmic}) {
        for (int step = 0; step <= 200; ++step) {
            const Rgb background = colour_at(kind, step / 200.0);
            EXPECT_GE(contrast(readable_on(background), background), 4.5) << hex(background);
        }
    }
}

TEST(LongTimes, AreDarkerThanShortOnesSoThatLightnessAloneTellsThem) {
    for (int step = 1; step <= 100; ++step) {
        EXPECT_LT(lightness(colour_at(Kind::logarithmic, step / 100.0)),
                  lightness(colour_at(Kind::logarithmic, (step - 1) / 100.0)));
    }
}

TEST(SlowerAndFaster, LookDifferentToPeopleWithoutRedOrGreenCones) {
    for (int step = 1; step <= 10; ++step) {
        const double aside = step / 20.0;
        const Rgb less = colour_at(Kind::diverging, 0.5 - aside), more = colour_at(Kind::diverging, 0.5 + aside);
        const double least = 0.02 + aside * 0.2;
        EXPECT_GT(distance(without_red(less), without_red(more)), least) << aside;
        EXPECT_GT(distance(without_green(less), without_green(more)), least) << aside;
    }
}

TEST(TheMiddleOfADivergingScale, IsNearlyWhite) { EXPECT_GT(contrast(colour_at(Kind::diverging, 0.5), black), 19); }

TEST(TheFirstSixSeries, LookDifferentToPeopleWithoutRedOrGreenCones) {
    for (std::size_t one = 0; one < 6; ++one) {
        for (std::size_t other = one + 1; other < 6; ++other) {
            const Rgb a = colour_of({one, false}), b = colour_of({other, false});
            EXPECT_GT(distance(without_red(a), without_red(b)), 0.1) << one << " and " << other;
            EXPECT_GT(distance(without_green(a), without_green(b)), 0.1) << one << " and " << other;
        }
    }
}

TEST(ThePaleOne, OfAPairIsLighterAndOfTheSameHueAsTheOther) {
    for (std::size_t hue = 0; hue < 8; ++hue) {
        EXPECT_GT(lightness(colour_of({hue, true})), lightness(colour_of({hue, false})) * 1.1);
    }
}

TEST(AValueBeyondTheScale, KeepsTheColourOfTheEnd) {
    EXPECT_EQ(colour_at(Kind::diverging, 2.5), colour_at(Kind::diverging, 1));
    EXPECT_EQ(colour_at(Kind::diverging, -3), colour_at(Kind::diverging, 0));
}

}  // namespace
}  // namespace bt::plot
