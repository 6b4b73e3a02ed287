#include "runtime/compare.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "recording_app.hpp"

namespace bt::apps {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float inf = std::numeric_limits<float>::infinity();

bool agree(const std::vector<float>& outputs, const std::vector<float>& reference, std::size_t row = 0) {
    double largest = 0;
    return !fault_of_floats(outputs, reference, row, largest);
}

TEST(Compare, TakesFloatsWithinOneTenThousandth) {
    EXPECT_TRUE(agree({1.0F, -3.0F}, {1.00009F, -3.0F}));
    EXPECT_FALSE(agree({1.0F}, {1.0002F}));
    EXPECT_TRUE(agree({10'000.9F}, {10'000.0F}));  // relative above 1
    EXPECT_FALSE(agree({10'001.1F}, {10'000.0F}));
    EXPECT_TRUE(agree({0.00009F}, {0.0F}));  // absolute below
    EXPECT_FALSE(agree({0.0002F}, {0.0F}));
}

TEST(Compare, FindsNaNEqualToNothing) {
    EXPECT_FALSE(agree({nan}, {1.0F}));
    EXPECT_FALSE(agree({1.0F}, {nan}));
    EXPECT_FALSE(agree({nan}, {nan}));
    EXPECT_FALSE(agree({inf}, {1.0F}));
    EXPECT_TRUE(agree({inf}, {inf}));
    EXPECT_FALSE(agree({-inf}, {inf}));
}

TEST(Compare, NamesTheElementAndTheLargestError) {
    double largest = 0;
    const auto fault =
        fault_of_floats(std::vector<float>{1.0F, 2.5F, 7.0F}, std::vector<float>{1.0F, 2.0F, 4.0F}, 0, largest);
    EXPECT_EQ(fault.value_or(""), "element 1 is 2.5, expected 2");
    EXPECT_DOUBLE_EQ(largest, 3.0);
    fault_of_floats(std::vector<float>{nan, 9.0F}, std::vector<float>{1.0F, 2.0F}, 0, largest);
    EXPECT_TRUE(std::isnan(largest));
}

// Every element is within the tolerance of 5 · 1e-4, yet the winner has changed.
TEST(Compare, WantsTheSameArgMaxWhereTheReferenceIsSure) {
    const std::vector<float> reference{5.0F, 4.9993F, 0.0F};
    EXPECT_TRUE(agree({4.9996F, 4.9995F, 0.0F}, reference, 3));
    EXPECT_FALSE(agree({4.9996F, 4.9997F, 0.0F}, reference, 3));
    EXPECT_TRUE(agree({4.9996F, 4.9997F, 0.0F}, reference, 0)) << "no rows, no arg-max";
    EXPECT_TRUE(agree({4.9996F, 4.9997F, 0.0F}, {5.0F, 4.9997F, 0.0F}, 3)) << "the reference's first two are a tie";
}

TEST(Compare, LooksAtEveryRow) {
    const std::vector<float> reference{1.0F, 0.0F, 5.0F, 4.9993F};
    EXPECT_FALSE(agree({1.0F, 0.0F, 4.9996F, 4.9997F}, reference, 2));
}

class CompareOutputs : public ::testing::Test {
protected:
    CompareOutputs() {
        TaskObject& expected = pool_.object(0);
        app_.reference(expected.buffers);
        for (std::size_t i = 0; i < app_.buffers().size(); ++i) {
            const auto bytes = expected.buffers.bytes(i);
            reference_.buffers.emplace_back(bytes.begin(), bytes.end());
        }
    }

    test::RecordingApp app_;
    HostMemory memory_;
    ObjectPool pool_{app_, memory_};
    ReferenceOutput reference_;
};

TEST_F(CompareOutputs, WantsIntegersExactly) {
    TaskObject& object = pool_.object(0);
    EXPECT_TRUE(compare_outputs(app_, object.buffers, reference_).equal());
    object.buffers.as<std::uint32_t>(2)[0] += 1;
    const Comparison found = compare_outputs(app_, object.buffers, reference_);
    EXPECT_NE(found.fault.value_or("").find("output 'value': element 0 is "), std::string::npos);
    EXPECT_DOUBLE_EQ(found.largest_error, 1.0);
}

TEST_F(CompareOutputs, GiveAChecksumOfTheOutputsAlone) {
    TaskObject& object = pool_.object(0);
    const std::uint64_t before = checksum(app_, object.buffers);
    object.buffers.as<std::uint32_t>(0)[0] += 1;  // no output
    EXPECT_EQ(checksum(app_, object.buffers), before);
    object.buffers.as<std::uint32_t>(2)[0] += 1;
    EXPECT_NE(checksum(app_, object.buffers), before);
    EXPECT_EQ(checksum_text(0x2aU), "000000000000002a");
}

}  // namespace
}  // namespace bt::apps
