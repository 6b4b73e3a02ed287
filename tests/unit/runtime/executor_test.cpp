#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>

#include "bt/core/error.hpp"
#include "recording_app.hpp"
#include "runtime/threads.hpp"

namespace bt::apps::test {
namespace {

class Executor : public ::testing::Test {
protected:
    Executor() {
        for (std::size_t i = 0; i < pus_.size(); ++i) {
            engines_.push_back(std::make_unique<RecordingEngine>(pus_[i], static_cast<int>(i)));
            borrowed_.push_back(engines_.back().get());
        }
    }

    // Tasks of one pipeline; every task of `checked` gets an object of its own, after those of the ring.
    ChainTasks tasks(std::uint64_t count, std::size_t in_flight, std::uint64_t checked) {
        ChainTasks tasks{.tasks = count};
        for (std::size_t i = 0; i < in_flight; ++i) tasks.ring.push_back(&pool_.object(i));
        for (std::uint64_t i = 0; i < checked; ++i) tasks.checked.push_back({i, &pool_.object(in_flight + i)});
        for (std::size_t i = 0; i < pool_.size(); ++i) pool_.scrub(pool_.object(i));
        return tasks;
    }

    std::vector<std::uint32_t> expected_entries(const Chunks& chunks) const {
        std::vector<std::uint32_t> entries;
        for (const Chunk& chunk : chunks) {
            const auto pu = std::find(pus_.begin(), pus_.end(), chunk.pu) - pus_.begin();
            for (int stage = chunk.stages.first.number(); stage <= chunk.stages.last.number(); ++stage) {
                entries.push_back(static_cast<std::uint32_t>(stage * 100 + pu));
            }
        }
        return entries;
    }

    static Chunk chunk(const PuName& pu, int first, int last) {
        return {pu, {Stage::from_number(first), Stage::from_number(last)}};
    }

    const std::vector<PuName> pus_ = four_pus();
    RecordingApp app_;
    HostMemory memory_;
    ObjectPool pool_{app_, memory_};
    std::vector<std::unique_ptr<Engine>> engines_;
    std::vector<Engine*> borrowed_;
};

void expect_order(const Execution& execution, std::size_t groups, const std::string& what) {
    for (std::size_t group = 0; group < groups; ++group) {
        const auto mine = execution.records(0, group);
        for (std::size_t task = 0; task < mine.size(); ++task) {
            ASSERT_LE(mine[task].start, mine[task].end) << what;
            if (group > 0) {
                ASSERT_GE(mine[task].start, execution.records(0, group - 1)[task].end) << what;
            }
            if (task > 0) {
                ASSERT_GE(mine[task].start, mine[task - 1].end) << what;
            }
        }
    }
}

TEST_F(Executor, RunsEachStageOfEachTaskOnceInOrderOnThePuNamedForAll2116Schedules) {
    const std::vector<Chunks> all = all_pipelines(9, pus_);
    ASSERT_EQ(all.size(), 2116U);
    constexpr std::uint64_t count = 11;
    for (const Chunks& chunks : all) {
        const Plan plan = pipeline(chunks, 9, pus_);
        std::vector<ChainTasks> chains;
        chains.push_back(tasks(count, chunks.size() + 1, count));
        Execution execution(plan, std::move(chains));
        run_with_threads(execution, borrowed_);

        ASSERT_EQ(execution.completed(0), count);
        const std::vector<std::uint32_t> expected = expected_entries(chunks);
        for (const CheckedTask& checked : execution.tasks(0).checked) {
            ASSERT_EQ(RecordingApp::entries(*checked.object), expected) << to_string(chunks);
        }
        expect_order(execution, chunks.size(), to_string(chunks));
    }
}

TEST_F(Executor, RecyclesTaskObjectsWithoutMixingTasks) {
    const Chunks chunks{chunk(pus_[0], 1, 4), chunk(pus_[2], 5, 9)};
    const Plan plan = pipeline(chunks, 9, pus_);
    constexpr std::uint64_t count = 300;
    std::vector<ChainTasks> chains;
    chains.push_back(tasks(count, 3, 0));
    Execution execution(plan, std::move(chains));
    run_with_threads(execution, borrowed_);

    std::vector<std::uint32_t> hundred_tasks;
    const std::vector<std::uint32_t> one = expected_entries(chunks);
    for (int i = 0; i < 100; ++i) hundred_tasks.insert(hundred_tasks.end(), one.begin(), one.end());
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(RecordingApp::entries(pool_.object(i)), hundred_tasks);
}

TEST_F(Executor, GoesOnWithOneTaskInFlight) {
    const Plan plan = pipeline(Chunks{chunk(pus_[0], 1, 4), chunk(pus_[2], 5, 9)}, 9, pus_);
    std::vector<ChainTasks> chains;
    chains.push_back(tasks(50, 1, 0));
    Execution execution(plan, std::move(chains));
    run_with_threads(execution, borrowed_);
    EXPECT_EQ(execution.completed(0), 50U);
    for (std::size_t task = 1; task < 50; ++task) {
        EXPECT_GE(execution.records(0, 0)[task].start, execution.records(0, 1)[task - 1].end);
    }
}

// Two applications share three PUs: what a second executor would otherwise be needed for.
class SeveralChains : public Executor {
protected:
    static StageRange range(int first, int last) { return {Stage::from_number(first), Stage::from_number(last)}; }

    std::vector<ChainTasks> rounds(std::uint64_t count, std::size_t in_flight) {
        std::vector<ChainTasks> chains;
        chains.push_back(tasks(count, in_flight, count));
        chains.push_back({.tasks = count});
        for (std::size_t i = 0; i < in_flight; ++i) chains[1].ring.push_back(&second_.object(i));
        for (std::uint64_t i = 0; i < count; ++i) chains[1].checked.push_back({i, &second_.object(in_flight + i)});
        for (std::size_t i = 0; i < second_.size(); ++i) second_.scrub(second_.object(i));
        return chains;
    }

    // The times of a chain's group in a round.
    static Busy busy(const Execution& execution, std::size_t chain, std::size_t group, std::size_t round) {
        return execution.records(chain, group)[round];
    }

    HostMemory second_memory_;
    ObjectPool second_{app_, second_memory_};
    const Plan plan_{
        {{{{0, range(1, 3)}, {1, range(4, 6)}, {0, range(7, 9)}}, 9}, {{{1, range(1, 5)}, {2, range(6, 9)}}, 9}},
        {{{0, 0}, {0, 2}}, {{1, 0}, {0, 1}}, {{1, 1}}, {}}};
};

TEST_F(SeveralChains, PassEveryStageOnceInOrderWhereverTheyMeet) {
    ASSERT_EQ(fault_of(plan_), std::nullopt);
    Execution execution(plan_, rounds(20, 2));
    run_with_threads(execution, borrowed_);
    EXPECT_EQ(execution.completed(0), 20U);
    EXPECT_EQ(execution.completed(1), 20U);
    for (const CheckedTask& task : execution.tasks(0).checked) {
        EXPECT_EQ(RecordingApp::entries(*task.object),
                  (std::vector<std::uint32_t>{100, 200, 300, 401, 501, 601, 700, 800, 900}));
    }
    for (const CheckedTask& task : execution.tasks(1).checked) {
        EXPECT_EQ(RecordingApp::entries(*task.object),
                  (std::vector<std::uint32_t>{101, 201, 301, 401, 501, 602, 702, 802, 902}));
    }
}

TEST_F(SeveralChains, WithOneRoundInFlightBeginEachWhenAllHaveEndedTheLast) {
    Execution execution(plan_, rounds(40, 1));
    run_with_threads(execution, borrowed_);
    for (std::size_t round = 1; round < 40; ++round) {
        const std::int64_t ended = std::max(busy(execution, 0, 2, round - 1).end, busy(execution, 1, 1, round - 1).end);
        EXPECT_GE(busy(execution, 0, 0, round).start, ended);
        EXPECT_GE(busy(execution, 1, 0, round).start, ended);
    }
}

TEST_F(SeveralChains, NeverHaveMoreRoundsUnderWayThanAreWanted) {
    for (const std::size_t in_flight : {2U, 3U}) {
        Execution execution(plan_, rounds(40, in_flight));
        run_with_threads(execution, borrowed_);
        for (std::size_t round = in_flight; round < 40; ++round) {
            const std::size_t earlier = round - in_flight;
            const std::int64_t ended = std::max(busy(execution, 0, 2, earlier).end, busy(execution, 1, 1, earlier).end);
            EXPECT_GE(busy(execution, 0, 0, round).start, ended);
            EXPECT_GE(busy(execution, 1, 0, round).start, ended);
        }
    }
}

TEST_F(SeveralChains, AreRefusedWithUnequalNumbersOfTasks) {
    std::vector<ChainTasks> unequal = rounds(20, 2);
    unequal[1].tasks = 19;
    EXPECT_THROW(Execution(plan_, std::move(unequal)), Error);
    std::vector<ChainTasks> ring = rounds(20, 2);
    ring[1].ring.pop_back();
    EXPECT_THROW(Execution(plan_, std::move(ring)), Error);
    std::vector<ChainTasks> timed = rounds(20, 2);
    timed[0].deadline = 5;
    EXPECT_THROW(Execution(plan_, std::move(timed)), Error);
}

class FailingEngine : public CpuEngine {
public:
    explicit FailingEngine(const PuName& pu, int after) : CpuEngine(Pu{pu, {}}), left_(after) {}
    void run(const TaskObject& object, StageRange stages) override {
        if (left_-- == 0) throw device_error("PU " + pu().name.str() + ": the kernel failed");
        CpuEngine::run(object, stages);
    }

private:
    int left_;
};

TEST_F(Executor, StopsEveryPuWhenOneThrows) {
    const Chunks chunks{chunk(pus_[0], 1, 2), chunk(pus_[1], 3, 4), chunk(pus_[2], 5, 9)};
    const Plan plan = pipeline(chunks, 9, pus_);
    for (std::size_t culprit = 0; culprit < 3; ++culprit) {
        for (const int after : {0, 1, 5}) {
            FailingEngine failing(pus_[culprit], after);
            std::vector<Engine*> engines = borrowed_;
            engines[culprit] = &failing;
            std::vector<ChainTasks> chains;
            chains.push_back(tasks(1000, 4, 0));
            Execution execution(plan, std::move(chains));
            EXPECT_THROW(run_with_threads(execution, engines), Error);
            EXPECT_LT(execution.completed(0), 1000U);
        }
    }
}

class UnpinnableEngine : public CpuEngine {
public:
    using CpuEngine::CpuEngine;
    void enter() override { throw device_error("PU big: cannot be pinned"); }
};

TEST_F(Executor, RunsNothingOnAPuThatCannotBePinned) {
    UnpinnableEngine unpinnable(Pu{pus_[2], {}});
    std::vector<Engine*> engines = borrowed_;
    engines[2] = &unpinnable;
    const Plan plan = pipeline(Chunks{chunk(pus_[0], 1, 4), chunk(pus_[2], 5, 9)}, 9, pus_);
    std::vector<ChainTasks> chains;
    chains.push_back(tasks(10, 3, 0));
    Execution execution(plan, std::move(chains));
    EXPECT_THROW(run_with_threads(execution, engines), Error);
    EXPECT_EQ(execution.completed(0), 0U);
}

TEST_F(Executor, TakesOneMoreTaskAfterItsDeadlineAndGivesItTheLastObject) {
    const Plan plan = pipeline(Chunks{chunk(pus_[0], 1, 4), chunk(pus_[1], 5, 7), chunk(pus_[2], 8, 9)}, 9, pus_);
    std::vector<ChainTasks> chains;
    chains.push_back(tasks(1000, 4, 0));
    chains[0].deadline = 0;  // long past: the end of the first turn is after it
    chains[0].last = &pool_.object(4);
    Execution execution(plan, std::move(chains));
    run_with_threads(execution, borrowed_);
    EXPECT_EQ(execution.completed(0), 2U);
    for (std::size_t group = 0; group < 3; ++group) EXPECT_EQ(execution.records(0, group).size(), 2U);
    EXPECT_EQ(RecordingApp::entries(pool_.object(0)).size(), 9U);
    EXPECT_EQ(RecordingApp::entries(pool_.object(4)).size(), 9U);
    EXPECT_TRUE(RecordingApp::entries(pool_.object(1)).empty());
}

TEST_F(Executor, TellsWhenAKernelHangs) {
    std::atomic<bool> told{false};
    struct Hanging : CpuEngine {
        std::atomic<bool>& released;
        Hanging(const PuName& pu, std::atomic<bool>& flag) : CpuEngine(Pu{pu, {}}), released(flag) {}
        void run(const TaskObject&, StageRange) override { released.wait(false); }
    } hanging(pus_[0], told);
    std::vector<Engine*> engines = borrowed_;
    engines[0] = &hanging;
    const Plan plan = pipeline(Chunks{chunk(pus_[0], 1, 9)}, 9, pus_);
    std::vector<ChainTasks> chains;
    chains.push_back(tasks(1, 2, 0));
    Execution execution(plan, std::move(chains));
    run_with_threads(execution, engines, {.patience = std::chrono::milliseconds(1), .on_stall = [&] {
                                              told = true;
                                              told.notify_all();
                                          }});
    EXPECT_TRUE(told);
}

}  // namespace
}  // namespace bt::apps::test
