#include "soc/timeline.hpp"

#include <gtest/gtest.h>

#include "bt/core/error.hpp"

namespace bt::soc {
namespace {

constexpr std::size_t a = 0;
constexpr std::size_t b = 1;
constexpr std::size_t c = 2;

TEST(Timeline, LetsAChunkTakeItsTimeAlone) {
    Timeline timeline(2);
    timeline.begin(a, std::vector<Part>{{100, {}}, {20, {}}});
    EXPECT_TRUE(timeline.busy(a));
    EXPECT_EQ(timeline.pass(), a);
    EXPECT_EQ(timeline.now_ns(), 120);
    EXPECT_FALSE(timeline.busy(a));
    EXPECT_EQ(timeline.pass(), std::nullopt);
}

// Both begin at 0; beside b, a takes twice as long; b does not mind. b needs 4 and ends at 4. Until then a, at half its
// speed, has done 2 of its 10; the 8 that are left it does alone: it ends at 4 + 8 = 12.
TEST(Timeline, SlowsOneDownWhileTheOtherIsBusy) {
    const std::vector<double> of_a{1, 2};
    const std::vector<double> of_b{1, 1};
    Timeline timeline(2);
    timeline.begin(a, std::vector<Part>{{10, of_a}});
    timeline.begin(b, std::vector<Part>{{4, of_b}});
    EXPECT_EQ(timeline.pass(), b);
    EXPECT_DOUBLE_EQ(timeline.now_ns(), 4);
    EXPECT_EQ(timeline.pass(), a);
    EXPECT_DOUBLE_EQ(timeline.now_ns(), 12);
}

// c, which touches nobody, ends at 5, and b begins then. a pays a fixed part of 3, works alone from 3 to 5 and has 8 of
// its 10 left. Beside a, b runs twice as fast (factor 0.5): its 6 take 3, until 8. Beside b, a runs at half its speed:
// by 8 it has done 1.5 more and has 6.5 left, which it does alone: it ends at 14.5.
TEST(Timeline, ChangesSpeedsAtEveryStartAndEnd) {
    const std::vector<double> of_a{1, 2, 1};
    const std::vector<double> of_b{0.5, 1, 1};
    Timeline timeline(3);
    timeline.begin(a, std::vector<Part>{{3, {}}, {10, of_a}});
    timeline.begin(c, std::vector<Part>{{5, {}}});
    EXPECT_EQ(timeline.pass(), c);
    timeline.begin(b, std::vector<Part>{{6, of_b}});
    EXPECT_EQ(timeline.pass(), b);
    EXPECT_DOUBLE_EQ(timeline.now_ns(), 8);
    EXPECT_EQ(timeline.pass(), a);
    EXPECT_DOUBLE_EQ(timeline.now_ns(), 14.5);
}

// b is busy from its first moment on, in its fixed part too, which itself takes its time beside anyone: a, slowed down
// by 3, does 2 of its 5 until 6 and the other 3 alone. b's stage is beside a from 4 on, but not slowed down by it.
TEST(Timeline, IsBusyButNotTouchedInItsFixedPart) {
    const std::vector<double> of_a{1, 3};
    const std::vector<double> of_b{1, 1};
    Timeline timeline(2);
    timeline.begin(a, std::vector<Part>{{5, of_a}});
    timeline.begin(b, std::vector<Part>{{4, {}}, {2, of_b}});
    EXPECT_EQ(timeline.pass(), b);
    EXPECT_DOUBLE_EQ(timeline.now_ns(), 6);
    EXPECT_EQ(timeline.pass(), a);
    EXPECT_DOUBLE_EQ(timeline.now_ns(), 9);
}

// Factors of several busy PUs multiply: beside both, a is 2 · 1.5 = 3 times slower. Until 3 it does 1, until 5, beside
// c alone at 1.5, another 4/3, and the last 2/3 of its 3 alone: 5 + 2/3.
TEST(Timeline, MultipliesTheFactorsOfAllThatAreBusy) {
    const std::vector<double> of_a{1, 2, 1.5};
    Timeline timeline(3);
    timeline.begin(a, std::vector<Part>{{3, of_a}});
    timeline.begin(b, std::vector<Part>{{3, {}}});
    timeline.begin(c, std::vector<Part>{{5, {}}});
    EXPECT_EQ(timeline.pass(), b);
    EXPECT_EQ(timeline.pass(), c);
    EXPECT_EQ(timeline.pass(), a);
    EXPECT_DOUBLE_EQ(timeline.now_ns(), 5 + 2.0 / 3);
}

TEST(Timeline, EndsWhereItsClockRunsOver) {
    Timeline timeline(1);
    timeline.begin(a, std::vector<Part>{{1e19, {}}});
    EXPECT_THROW(timeline.pass(), Error);
}

}  // namespace
}  // namespace bt::soc
