#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "bt/core/error.hpp"
#include "recording_app.hpp"
#include "runtime/affinity.hpp"
#include "runtime/cell_measure.hpp"

namespace bt::apps::test {
namespace {

StageRange range(int first, int last) { return {Stage::from_number(first), Stage::from_number(last)}; }

std::string text(const std::vector<ActiveSet>& sets) {
    std::string out;
    for (const ActiveSet& set : sets) out += (out.empty() ? "" : " ") + set.str();
    return out;
}

const std::vector<PuName> three{PuName("little"), PuName("big"), PuName("vulkan")};

std::string sets(const std::vector<std::string>& conditions, const std::vector<PuName>& pus = three) {
    return text(sets_of(conditions, pus));
}

TEST(BenchPlan, KnowsTheConditionsByName) {
    EXPECT_EQ(sets({"normal"}), "little big vulkan");
    EXPECT_EQ(sets({"fully"}), "little+big+vulkan");
    EXPECT_EQ(sets({"pairs"}), "little+big little+vulkan big+vulkan");
    EXPECT_EQ(sets({"sets"}), "little+big little+vulkan big+vulkan little+big+vulkan");
    EXPECT_EQ(sets({"vulkan+little", "fully", "sets"}), "little+vulkan little+big+vulkan little+big big+vulkan");
}

TEST(BenchPlan, TakesPairsAndAllButOneAboveFivePus) {
    std::vector<PuName> six;
    for (const char* name : {"a", "b", "c", "d", "e", "f"}) six.emplace_back(name);
    EXPECT_EQ(sets_of(std::vector<std::string>{"sets"}, six).size(), 15U + 6U);
    six.pop_back();
    EXPECT_EQ(sets_of(std::vector<std::string>{"sets"}, six).size(), 31U - 5U);
}

TEST(BenchPlan, RefusesAPuThatTheDeviceLacks) {
    EXPECT_THROW(sets({"big+cuda"}), Error);
    EXPECT_THROW(sets({"Fully"}), Error);
}

TEST(BenchPlan, ReadsStagesAsPeopleTypeThem) {
    const auto numbers = [](std::string_view stages) {
        std::vector<int> out;
        for (const Stage stage : parse_stages(stages, 9)) out.push_back(stage.number());
        return out;
    };
    EXPECT_EQ(numbers("5,1-3,2"), (std::vector<int>{1, 2, 3, 5}));
    EXPECT_EQ(numbers("").size(), 9U);
    EXPECT_THROW(parse_stages("0", 9), Error);
    EXPECT_THROW(parse_stages("8-10", 9), Error);
    EXPECT_THROW(parse_stages("3-2", 9), Error);
    EXPECT_THROW(parse_stages("all", 9), Error);
}

std::vector<std::string> names(const std::vector<BenchTarget>& targets) {
    std::vector<std::string> out;
    for (const BenchTarget& target : targets) {
        out.push_back(std::to_string(target.stages.first.number()) + "-" + std::to_string(target.stages.last.number()) +
                      " " + target.pu.str() + " " + target.set.str());
    }
    return out;
}

TEST(BenchPlan, TakesEveryCellOnceInAnOrderThatTheSeedDecides) {
    const std::vector<Stage> stages = parse_stages("", 7);
    const std::vector<ActiveSet> chosen = sets_of(std::vector<std::string>{"normal", "fully"}, three);
    const auto first = names(bench_targets(stages, chosen, 1));
    const auto again = names(bench_targets(stages, chosen, 1));
    const auto other = names(bench_targets(stages, chosen, 2));
    EXPECT_EQ(first, again);
    EXPECT_NE(first, other);
    EXPECT_TRUE(std::is_permutation(first.begin(), first.end(), other.begin(), other.end()));
    EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), first.size());
    // 7 stages × 3 PUs × 2 conditions, and on the GPU alone the whole, two halves and three thirds.
    EXPECT_EQ(first.size(), 7U * 3 * 2 + 6);
    EXPECT_NE(std::find(first.begin(), first.end(), "1-7 vulkan vulkan"), first.end());
}

TEST(Sampling, EndsWhenTheNoiseHasSettled) {
    Sampling sampling({}, 0);
    for (int i = 0; sampling.stopped() == Stopped::no; ++i) sampling.add(i % 2 == 0 ? 1000 : 1010, i);
    EXPECT_EQ(sampling.stopped(), Stopped::precision);
    EXPECT_EQ(sampling.samples().size(), 10U);
}

TEST(Sampling, GoesOnWhileItIsNoisyAndKeepsOutliers) {
    Sampling sampling({.most = 500}, 0);
    for (int i = 0; sampling.stopped() == Stopped::no; ++i) sampling.add(i % 2 == 0 ? 1000 : 2000, i);
    EXPECT_EQ(sampling.stopped(), Stopped::count);
    EXPECT_EQ(sampling.samples().size(), 500U);
}

TEST(Sampling, EndsWhenTheTimeOfTheCellIsSpent) {
    Sampling sampling({.time = Seconds(1)}, 5);
    sampling.add(1, 1'000'000'004);
    EXPECT_EQ(sampling.stopped(), Stopped::no);
    sampling.add(1, 1'000'000'005);
    EXPECT_EQ(sampling.stopped(), Stopped::time);
}

TEST(Sampling, BatchesShortStages) {
    EXPECT_EQ(batch_for(20'000, {}), 1);
    EXPECT_EQ(batch_for(19'999, {}), 6);
    EXPECT_EQ(batch_for(100, {}), 1000);
    EXPECT_EQ(batch_for(0, {}), 100'000);
}

// Counts what runs where; a slow one runs until the victim has all its samples.
class CountingEngine : public CpuEngine {
public:
    using CpuEngine::CpuEngine;
    void run(const TaskObject& object, StageRange stages) override {
        if (wait_for) {
            for (int seen = wait_for->runs; seen < until && !released; seen = wait_for->runs) wait_for->runs.wait(seen);
        }
        CpuEngine::run(object, stages);
        const std::lock_guard lock(mutex);
        ++counts[stages.first.number()];
        objects.insert(object.id);
        ++runs;
        runs.notify_all();
    }

    CountingEngine* wait_for = nullptr;
    int until = 0;
    std::atomic<bool> released{false};
    std::mutex mutex;
    std::map<int, int> counts;  // by the first stage of each run
    std::set<std::size_t> objects;
    std::atomic<int> runs{0};
};

class CellMeasured : public ::testing::Test {
protected:
    CellMeasured() {
        std::vector<Engine*> engines;
        std::vector<TaskObject*> objects;
        for (std::size_t i = 0; i < three.size(); ++i) {
            engines_.push_back(std::make_unique<CountingEngine>(Pu{three[i], {}}));
            engines.push_back(engines_.back().get());
            objects.push_back(&pool_.object(i));
        }
        // Never settled: exactly `samples_` of one execution each.
        const SamplingRules rules{
            .time = Seconds(3600), .precision = 0, .most = samples_, .short_ns = 0, .warm_up_ns = 0};
        measure_ = std::make_unique<ThreadCellMeasure>(engines, objects, rules);
        for (const auto& engine : engines_) {
            engine->counts.clear();
            engine->runs = 0;
        }
    }

    BenchTarget target(StageRange stages, std::size_t pu, std::vector<PuName> busy) const {
        return {stages, three[pu], ActiveSet(busy, three)};
    }

    const std::size_t samples_ = 50;
    RecordingApp app_{5};
    HostMemory memory_;
    ObjectPool pool_{app_, memory_};
    std::vector<std::unique_ptr<CountingEngine>> engines_;
    std::unique_ptr<ThreadCellMeasure> measure_;
};

// Over and over by itself a stage would find all its data where its last execution left them.
TEST_F(CellMeasured, OnACpuEverySampleComesAfterTheStageBefore) {
    measure_->measure(target(range(3, 3), 1, {three[1]}));
    const auto last = static_cast<std::ptrdiff_t>(2 * samples_);
    const std::vector<std::uint32_t> ran = RecordingApp::entries(pool_.object(1));
    ASSERT_GE(std::ssize(ran), last);
    for (auto run = ran.end() - last; run != ran.end(); run += 2) {
        EXPECT_EQ((run[0] + 1) / 100, 2U);
        EXPECT_EQ((run[1] + 1) / 100, 3U);
    }
}

TEST_F(CellMeasured, BeforeTheFirstStageComesTheLastOfTheTaskBefore) {
    measure_->measure(target(range(1, 1), 1, {three[1]}));
    EXPECT_EQ(engines_[1]->counts[5], static_cast<int>(samples_));
}

TEST_F(CellMeasured, AloneRunsNothingElse) {
    const CellSamples samples = measure_->measure(target(range(3, 3), 1, {three[1]}));
    EXPECT_EQ(samples.ns.size(), samples_);
    EXPECT_EQ(samples.batch, 1);
    EXPECT_EQ(samples.stopped, Stopped::count);
    EXPECT_EQ(engines_[0]->runs, 0);
    EXPECT_EQ(engines_[2]->runs, 0);
    EXPECT_EQ(engines_[1]->counts.size(), 2U) << "it and the stage before";
}

TEST_F(CellMeasured, UnderLoadEveryPuWorksOnAnObjectOfItsOwnAndOnOtherStages) {
    measure_->measure(target(range(2, 2), 1, three));
    EXPECT_EQ(engines_[1]->objects, (std::set<std::size_t>{1}));
    for (const std::size_t pu : {std::size_t{0}, std::size_t{2}}) {
        EXPECT_EQ(engines_[pu]->counts.count(2), 0U) << "the victim's stage cannot run beside itself";
        EXPECT_EQ(engines_[pu]->objects, (std::set<std::size_t>{pu}));
    }
}

// The tail bias: were the victim's time taken until all are done, this would hang.
TEST_F(CellMeasured, DoesNotWaitForASlowPuBesideIt) {
    CountingEngine& slow = *engines_[0];
    slow.wait_for = engines_[1].get();
    slow.until = static_cast<int>(samples_);
    const CellSamples samples = measure_->measure(target(range(1, 1), 1, {three[0], three[1]}));
    EXPECT_EQ(samples.ns.size(), samples_);
    EXPECT_GE(slow.runs, 1);
}

TEST_F(CellMeasured, OfARangeIsOneRun) {
    measure_->measure(target(range(2, 4), 2, {three[2]}));
    EXPECT_EQ(engines_[2]->counts.size(), 1U);
    EXPECT_EQ(engines_[2]->counts.count(2), 1U);
}

// A shell that is moved to another cpuset while it measures.
class MovedEngine : public CpuEngine {
public:
    using CpuEngine::CpuEngine;
    void run(const TaskObject& object, StageRange stages) override {
        CpuEngine::run(object, stages);
        cpu_set_t all;
        CPU_ZERO(&all);
        for (const int core : cores) CPU_SET(static_cast<std::size_t>(core), &all);
        sched_setaffinity(0, sizeof all, &all);
    }
    std::vector<int> cores;
};

TEST(Pinning, ThatIsLostWhileACellIsMeasuredIsSaid) {
    const std::vector<int> cores = allowed_cores();
    if (cores.size() < 2) GTEST_SKIP() << "one core: nothing to be moved to";
    const AffinityGuard guard;
    const RecordingApp app(2);
    HostMemory memory;
    ObjectPool pool(app, memory);
    const SamplingRules rules{.most = 3, .short_ns = 0, .warm_up_ns = 0};
    const PuName big("big");
    const BenchTarget target{range(1, 1), big, ActiveSet(std::span(&big, 1), std::span(&big, 1))};
    CpuEngine held(Pu{big, {cores[0]}});
    EXPECT_TRUE(ThreadCellMeasure({&held}, {&pool.object(0)}, rules).measure(target).pinned);
    MovedEngine moved(Pu{big, {cores[0]}});
    moved.cores = cores;
    EXPECT_FALSE(ThreadCellMeasure({&moved}, {&pool.object(0)}, rules).measure(target).pinned);
}

TEST(Sampling, OfAGpuSettlesTenTimesFiner) {
    const SamplingRules rules{.precision = 0.02};
    EXPECT_DOUBLE_EQ(rules.of(PuName("vulkan")).precision, 0.002);
    EXPECT_DOUBLE_EQ(rules.of(PuName("big")).precision, 0.02);
}

class Unable : public CpuEngine {
public:
    using CpuEngine::CpuEngine;
    bool can_run(const Application&, Stage stage) const override { return stage.number() != 4; }
};

TEST(LoadStages, GivesEveryPuAStageOfItsOwn) {
    const RecordingApp app(5);
    const Unable engine(Pu{PuName("vulkan"), {}});
    LoadStages stages(5, range(1, 1));
    const Stage first = Stage::from_number(1);
    const LoadStages::Taken a = stages.take(engine, app, first);
    const LoadStages::Taken b = stages.take(engine, app, first);
    const LoadStages::Taken c = stages.take(engine, app, first);
    EXPECT_EQ(a.stage.number(), 2);
    EXPECT_EQ(b.stage.number(), 3);
    EXPECT_EQ(c.stage.number(), 5) << "not 4, which this PU cannot run";
    const LoadStages::Taken d = stages.take(engine, app, first);
    EXPECT_FALSE(d.alone) << "no stage is left; it must be busy all the same";
    EXPECT_EQ(d.stage.number(), 2);
    stages.give_back(d);
    stages.give_back(b);
    EXPECT_EQ(stages.take(engine, app, first).stage.number(), 3);
}

}  // namespace
}  // namespace bt::apps::test
