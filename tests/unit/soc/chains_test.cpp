#include <gtest/gtest.h>

#include <memory>

#include "runtime/plan_run.hpp"
#include "small_model.hpp"
#include "soc/driver.hpp"
#include "soc/engine.hpp"
#include "unit/runtime/recording_app.hpp"

namespace bt::soc {
namespace {

using apps::Busy;
using apps::GroupRef;
using apps::Plan;
using apps::RunResult;
using apps::test::RecordingApp;
using test::big;
using test::little;
using test::model_of;
using test::stages;
using test::vulkan;

constexpr std::size_t on_little = 0;
constexpr std::size_t on_big = 1;
constexpr std::size_t on_vulkan = 2;

// Two applications of as many stages on a model of some PUs.
class EmulatedPair {
public:
    EmulatedPair(const format::SocModel& model, int stage_count)
        : first_(stage_count), second_(stage_count), timing_(model, test::app(), names(model)) {
        for (std::size_t i = 0; i < model.pus.size(); ++i) {
            engines_.push_back(std::make_unique<ModelEngine>(model.pus[i].pu, i, timing_, team_));
            borrowed_.push_back(engines_.back().get());
        }
        driver_ = std::make_unique<VirtualDriver>(std::vector<const Timing*>{&timing_, &timing_}, borrowed_,
                                                  NoiseSource(model, 1, "run 1"));
        const std::vector<const apps::Application*> chains{&first_, &second_};
        runner_ = std::make_unique<apps::PlanRunner>(chains, memory_, *driver_);
    }

    RunResult run(const Plan& plan, const apps::RunOptions& options) { return runner_->run(plan, options); }

private:
    static std::vector<PuName> names(const format::SocModel& model) {
        std::vector<PuName> all;
        for (const format::SocPu& pu : model.pus) all.push_back(pu.pu.name);
        return all;
    }

    RecordingApp first_;
    RecordingApp second_;
    Timing timing_;
    apps::Team team_;
    apps::HostMemory memory_;
    std::vector<std::unique_ptr<ModelEngine>> engines_;
    std::vector<apps::Engine*> borrowed_;
    std::unique_ptr<VirtualDriver> driver_;
    std::unique_ptr<apps::PlanRunner> runner_;
};

void expect_busy(const Busy& busy, std::int64_t start_us, std::int64_t end_us, const char* what) {
    EXPECT_EQ(busy.start, start_us * 1000) << what;
    EXPECT_EQ(busy.end, end_us * 1000) << what;
}

// Chain 0 goes big, vulkan, big; chain 1 stays on little. Beside little, big is twice as slow; beside vulkan, little
// takes 1.25 times as long. A submission to vulkan pays 1 + 0.5 ms first, which nobody touches, but vulkan is busy
// then.
//   0     big begins 4 ms at half speed, little its 12 ms
//   8     big is through; vulkan begins: 1.5 ms fixed, 3 ms of work; little has 4 ms left, and slows down
//   12.5  vulkan is through; big begins 2 ms at half speed; little has 0.4 ms left, at full speed again
//   12.9  little is through; big has 1.8 ms left, at full speed now
//   14.7  big is through, and with it the round
TEST(TwoChains, OverlapAsPencilAndPaperDo) {
    format::SocModel model = model_of({little, big, vulkan}, {{4, 4, 0}, {4, 0, 3}, {4, 2, 0}});
    model.interference[big][little] = 2;
    model.interference[little][vulkan] = 1.25;
    model.pus[on_vulkan].chunk_ms = Milliseconds(1);
    model.pus[on_vulkan].stage_ms = Milliseconds(0.5);
    const Plan plan{{{{{on_big, stages(1, 1)}, {on_vulkan, stages(2, 2)}, {on_big, stages(3, 3)}}, 3},
                     {{{on_little, stages(1, 3)}}, 3}},
                    {{{1, 0}}, {{0, 0}, {0, 2}}, {{0, 1}}}};
    EmulatedPair emulated(model, 3);
    const RunResult result = emulated.run(plan, {.tasks = 3});
    ASSERT_EQ(result.failure, std::nullopt);
    EXPECT_EQ(result.in_flight, 1U);
    for (std::size_t round = 0; round < 3; ++round) {
        const std::int64_t begin = static_cast<std::int64_t>(round) * 14'700;
        expect_busy(result.chains[0].groups[0][round], begin, begin + 8'000, "big");
        expect_busy(result.chains[0].groups[1][round], begin + 8'000, begin + 12'500, "vulkan");
        expect_busy(result.chains[0].groups[2][round], begin + 12'500, begin + 14'700, "big again");
        expect_busy(result.chains[1].groups[0][round], begin, begin + 12'900, "little");
    }
    for (const apps::ChainResult& chain : result.chains) {
        EXPECT_EQ(chain.checks.size(), 3U);
        EXPECT_EQ(apps::first_fault(chain.checks), std::nullopt);
    }
}

// With two rounds in flight the fast chain is two rounds ahead at most: it begins round 2 when round 0 has ended in the
// slow one.
TEST(TwoChains, RunAheadOfEachOtherOnlyAsManyRoundsAsAreInFlight) {
    EmulatedPair emulated(model_of({little, big}, {{10, 4}}), 1);
    const Plan plan{{{{{on_little, stages(1, 1)}}, 1}, {{{on_big, stages(1, 1)}}, 1}}, {{{0, 0}}, {{1, 0}}}};
    const RunResult result = emulated.run(plan, {.tasks = 4, .in_flight = 2});
    const std::vector<Busy>& slow = result.chains[0].groups[0];
    const std::vector<Busy>& fast = result.chains[1].groups[0];
    expect_busy(slow[3], 30'000, 40'000, "slow");
    expect_busy(fast[1], 4'000, 8'000, "a round ahead");
    expect_busy(fast[2], 10'000, 14'000, "no two");
    expect_busy(fast[3], 20'000, 24'000, "no two");
}

// One PU for both: what it does first decides.
TEST(TwoChains, ShareAPuInTheOrderOfThePlan) {
    const auto run = [](std::vector<GroupRef> order) {
        EmulatedPair emulated(model_of({little, big}, {{10, 4}, {10, 3}}), 2);
        const Plan plan{{{{{on_big, stages(1, 2)}}, 2}, {{{on_little, stages(1, 1)}, {on_big, stages(2, 2)}}, 2}},
                        {{{1, 0}}, std::move(order)}};
        return emulated.run(plan, {.tasks = 2});
    };
    const RunResult first = run({{0, 0}, {1, 1}});
    expect_busy(first.chains[0].groups[0][0], 0, 7'000, "first on big");
    expect_busy(first.chains[1].groups[1][0], 10'000, 13'000, "when little has ended");
    expect_busy(first.chains[0].groups[0][1], 13'000, 20'000, "the next round");
    const RunResult second = run({{1, 1}, {0, 0}});
    expect_busy(second.chains[0].groups[0][0], 13'000, 20'000, "big waits for little");
}

TEST(TwoChains, HaveNoiseOfTheirOwnForEveryOrder) {
    format::SocModel model = model_of({little, big}, {{10, 4}});
    model.noise.cv = 0.1;
    const auto run = [&](std::vector<GroupRef> order) {
        EmulatedPair emulated(model, 1);
        const Plan plan{{{{{on_big, stages(1, 1)}}, 1}, {{{on_big, stages(1, 1)}}, 1}}, {{}, std::move(order)}};
        const RunResult result = emulated.run(plan, {.tasks = 5});
        return std::max(result.chains[0].groups[0][4].end, result.chains[1].groups[0][4].end);
    };
    EXPECT_EQ(run({{0, 0}, {1, 0}}), run({{0, 0}, {1, 0}}));
    EXPECT_NE(run({{0, 0}, {1, 0}}), run({{1, 0}, {0, 0}}));
}

}  // namespace
}  // namespace bt::soc
