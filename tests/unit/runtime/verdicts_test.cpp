#include "runtime/verdicts.hpp"

#include <gtest/gtest.h>

#include "recording_app.hpp"
#include "runtime/team.hpp"

namespace bt::apps {
namespace {

using test::RecordingApp;

// Counts how often outputs are looked at as a structure: once for each comparison.
class CountingStructures : public RecordingApp {
public:
    std::optional<std::string> structural_fault(const Buffers&) const override {
        ++looked;
        return std::nullopt;
    }
    mutable int looked = 0;
};

class VerdictsTest : public ::testing::Test {
protected:
    VerdictsTest() { references_.compute(std::vector<std::uint64_t>{0, 1}); }

    TaskObject& finished(std::size_t i) {
        TaskObject& object = pool_.object(i);
        pool_.scrub(object);
        for (int stage = 1; stage <= 9; ++stage) app_.run_cpu(Stage::from_number(stage), object.buffers, team_);
        return object;
    }

    CountingStructures app_;
    HostMemory memory_;
    ObjectPool pool_{app_, memory_, 2};
    References references_{app_};
    Verdicts verdicts_{app_, references_};
    Team team_;
};

TEST_F(VerdictsTest, JudgesTheSameBytesOfTheSameInputOnce) {
    EXPECT_TRUE(verdicts_.of(finished(0)).equal());
    EXPECT_TRUE(verdicts_.of(finished(2)).equal());  // input 0 again
    EXPECT_EQ(app_.looked, 1);
    EXPECT_TRUE(verdicts_.of(finished(1)).equal());  // another input has other bytes
    EXPECT_EQ(app_.looked, 2);
    EXPECT_EQ(verdicts_.of(finished(0)).checksum,
              compare_outputs(app_, finished(0).buffers, references_.of(0)).checksum);
}

TEST_F(VerdictsTest, NoticesAWrongOutputAfterRightOnesAndARightOneAfterThat) {
    EXPECT_TRUE(verdicts_.of(finished(0)).equal());
    finished(2).buffers.as<std::uint32_t>(2)[0] ^= 1U;
    EXPECT_FALSE(verdicts_.of(pool_.object(2)).equal());
    EXPECT_TRUE(verdicts_.of(finished(0)).equal());
}

// A structure may be wrong where outputs are right: what stages wrote for each other counts, too.
TEST_F(VerdictsTest, JudgesAgainWhereOnlyWorkDiffers) {
    EXPECT_TRUE(verdicts_.of(finished(0)).equal());
    finished(2).buffers.as<std::uint32_t>(1)[4000] = 7;
    EXPECT_TRUE(verdicts_.of(pool_.object(2)).equal());
    EXPECT_EQ(app_.looked, 2);
}

// Wherever and in whichever bit, and two changes do not undo each other.
TEST_F(VerdictsTest, TellsEveryChangeOfOneOrTwoBitsApart) {
    TaskObject& object = finished(0);
    const Signature before = signature_of(app_, object.buffers);
    const auto words = object.buffers.as<std::uint32_t>(1);
    for (std::size_t word = 0; word < words.size(); word += 97) {
        for (const std::uint32_t flip : {1U, 1U << 31U}) {
            words[word] ^= flip;
            ASSERT_NE(signature_of(app_, object.buffers), before) << word;
            for (const std::size_t later : {word + 1, word + 16, word + 32}) {
                if (later >= words.size()) continue;
                words[later] ^= flip;
                ASSERT_NE(signature_of(app_, object.buffers), before) << word << ' ' << later;
                words[later] ^= flip;
            }
            words[word] ^= flip;
        }
    }
    EXPECT_EQ(signature_of(app_, object.buffers), before);
    object.buffers.as<std::uint32_t>(2)[0] ^= 1U;  // a buffer of one element
    EXPECT_NE(signature_of(app_, object.buffers), before);
}

}  // namespace
}  // namespace bt::apps
