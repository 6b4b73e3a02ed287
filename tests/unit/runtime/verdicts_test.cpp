#include "runtime/verdicts.hpp"

#include <gtest/gtest.h>

#include <atomic>

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
    mutable std::atomic<int> looked = 0;
};

class VerdictsTest : public ::testing::Test {
protected:
    TaskObject& finished(std::size_t i) {
        TaskObject& object = pool_.object(i);
        pool_.scrub(object);
        for (int stage = 1; stage <= 9; ++stage) app_.run_cpu(Stage::from_number(stage), object.buffers, team_);
        return object;
    }

    Comparison verdict_of(const TaskObject& object) {
        const TaskObject* const one = &object;
        return verdicts_.of(std::span(&one, 1)).front();
    }

    CountingStructures app_;
    HostMemory memory_;
    ObjectPool pool_{app_, memory_, 2};
    Verdicts verdicts_{app_};
    Team team_;
};

TEST_F(VerdictsTest, JudgesTheSameBytesOfTheSameInputOnce) {
    EXPECT_TRUE(verdict_of(finished(0)).equal());
    EXPECT_TRUE(verdict_of(finished(2)).equal());  // input 0 again
    EXPECT_EQ(app_.looked, 1);
    EXPECT_TRUE(verdict_of(finished(1)).equal());  // another input has other bytes
    EXPECT_EQ(app_.looked, 2);
    EXPECT_EQ(verdict_of(finished(0)).checksum, checksum(app_, finished(0).buffers));
}

TEST_F(VerdictsTest, NoticesAWrongOutputAfterRightOnesAndARightOneAfterThat) {
    EXPECT_TRUE(verdict_of(finished(0)).equal());
    finished(2).buffers.as<std::uint32_t>(2)[0] ^= 1U;
    EXPECT_FALSE(verdict_of(pool_.object(2)).equal());
    EXPECT_TRUE(verdict_of(finished(0)).equal());
}

// Many at once come out as one by one, and the same bytes among them are judged once.
TEST_F(VerdictsTest, JudgesManyAtOnce) {
    for (std::size_t i = 0; i < 6; ++i) finished(i);
    pool_.object(5).buffers.as<std::uint32_t>(2)[0] ^= 1U;
    std::vector<const TaskObject*> objects;
    for (std::size_t i = 0; i < 6; ++i) objects.push_back(&pool_.object(i));
    const std::vector<Comparison> verdicts = verdicts_.of(objects);
    ASSERT_EQ(verdicts.size(), 6U);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(verdicts[i].equal(), i != 5) << i;
    EXPECT_EQ(app_.looked, 2) << "two inputs; what differs from its reference is not looked at as a structure";
}

// Another process of the same program takes over what was found equal, and nothing else.
TEST_F(VerdictsTest, OfAnotherProcessHoldForTheSameBytesAlone) {
    verdict_of(finished(0));
    finished(2).buffers.as<std::uint32_t>(2)[0] ^= 1U;
    verdict_of(pool_.object(2));
    ASSERT_EQ(verdicts_.equal().size(), 1U) << "a wrong output is told to nobody";
    Verdicts next(app_);
    next.trust(verdicts_.equal().front());
    const int before = app_.looked;
    const std::vector<const TaskObject*> same{&finished(0)};
    EXPECT_TRUE(next.of(same).front().equal());
    EXPECT_EQ(next.of(same).front().checksum, checksum(app_, same.front()->buffers));
    EXPECT_EQ(app_.looked, before);
    const std::vector<const TaskObject*> other{&finished(1)};
    EXPECT_TRUE(next.of(other).front().equal());
    EXPECT_EQ(app_.looked, before + 1);
    finished(0).buffers.as<std::uint32_t>(2)[0] ^= 1U;
    EXPECT_FALSE(next.of(same).front().equal());
}

// A structure may be wrong where outputs are right: what stages wrote for each other counts, too.
TEST_F(VerdictsTest, JudgesAgainWhereOnlyWorkDiffers) {
    EXPECT_TRUE(verdict_of(finished(0)).equal());
    finished(2).buffers.as<std::uint32_t>(1)[4000] = 7;
    EXPECT_TRUE(verdict_of(pool_.object(2)).equal());
    EXPECT_EQ(app_.looked, 2);
}

// Wherever and in whichever bit, and two changes do not undo each other.
TEST_F(VerdictsTest, TellsEveryChangeOfOneOrTwoBitsApart) {
    TaskObject& object = finished(0);
    const Signature before = signature_of_results(app_, object.buffers);
    const auto words = object.buffers.as<std::uint32_t>(1);
    for (std::size_t word = 0; word < words.size(); word += 97) {
        for (const std::uint32_t flip : {1U, 1U << 31U}) {
            words[word] ^= flip;
            ASSERT_NE(signature_of_results(app_, object.buffers), before) << word;
            for (const std::size_t later : {word + 1, word + 16, word + 32}) {
                if (later >= words.size()) continue;
                words[later] ^= flip;
                ASSERT_NE(signature_of_results(app_, object.buffers), before) << word << ' ' << later;
                words[later] ^= flip;
            }
            words[word] ^= flip;
        }
    }
    EXPECT_EQ(signature_of_results(app_, object.buffers), before);
    object.buffers.as<std::uint32_t>(2)[0] ^= 1U;  // a buffer of one element
    EXPECT_NE(signature_of_results(app_, object.buffers), before);
}

// Scrubbing goes no further than stages wrote, and leaves nothing of what they did, wherever it was.
TEST_F(VerdictsTest, AScrubbedObjectIsAsItWasAtFirst) {
    for (const Pages pages : {Pages::at_once, Pages::as_written}) {
        HostMemory memory(pages);
        ObjectPool pool(app_, memory, 2);
        TaskObject& object = pool.object(0);
        const Signature fresh = signature_of_results(app_, object.buffers);
        for (std::size_t i = 0; i < app_.buffers().size(); ++i) {
            const auto bytes = object.buffers.bytes(i);
            if (app_.buffers()[i].role == Role::input || app_.buffers()[i].role == Role::shared) continue;
            for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
                bytes[at] ^= std::byte{1};
                pool.settle(object);
                EXPECT_NE(signature_of_results(app_, object.buffers), fresh);
                pool.scrub(object);
                EXPECT_EQ(signature_of_results(app_, object.buffers), fresh) << i << ' ' << at;
            }
        }
        pool.settle(object);
        for (std::size_t i = 0; i < app_.buffers().size(); ++i) {
            if (app_.buffers()[i].role == Role::work) {
                EXPECT_LT(object.written[i], std::size_t{4096}) << "as good as nothing is written, nothing to scrub";
            }
        }
    }
}

}  // namespace
}  // namespace bt::apps
