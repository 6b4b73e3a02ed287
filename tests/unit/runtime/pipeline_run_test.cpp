#include "runtime/pipeline_run.hpp"

#include <gtest/gtest.h>

#include <set>

#include "bt/core/error.hpp"
#include "recording_app.hpp"
#include "runtime/threads.hpp"
#include "virtual_driver.hpp"

namespace bt::apps::test {
namespace {

Chunk chunk(const PuName& pu, int first, int last) {
    return {pu, {Stage::from_number(first), Stage::from_number(last)}};
}

// The earlier system's first fault: a stage that does not run, here from a certain task on.
class SkippingEngine : public CpuEngine {
public:
    SkippingEngine(const PuName& pu, int stage, int from_run) : CpuEngine(Pu{pu, {}}), stage_(stage), left_(from_run) {}
    void run(const TaskObject& object, StageRange stages) override {
        const bool skips = left_ <= 0;
        --left_;
        for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
            if (skips && stage.number() == stage_) continue;
            CpuEngine::run(object, {stage, stage});
        }
    }

private:
    int stage_;
    int left_;
};

class PipelineRun : public ::testing::Test {
protected:
    PipelineRun() {
        for (std::size_t i = 0; i < pus_.size(); ++i) {
            engines_.push_back(std::make_unique<RecordingEngine>(pus_[i], static_cast<int>(i)));
        }
    }

    ThreadDriver threads() {
        std::vector<Engine*> borrowed;
        for (const auto& engine : engines_) borrowed.push_back(engine.get());
        return ThreadDriver(borrowed);
    }

    const std::vector<PuName> pus_ = four_pus();
    const Chunks chunks_{chunk(pus_[2], 1, 4), chunk(pus_[0], 5, 9)};
    RecordingApp app_;
    HostMemory memory_;
    std::vector<std::unique_ptr<Engine>> engines_;
};

TEST_F(PipelineRun, ChecksOutputsOfEightInputsAndMore) {
    ThreadDriver driver = threads();
    PipelineRunner runner(app_, pus_, memory_, driver);
    const PipelineResult result = runner.run(chunks_, {.tasks = 100});
    EXPECT_EQ(result.tasks(), 100U);
    EXPECT_EQ(result.in_flight, 3U);
    ASSERT_EQ(result.checks.size(), 11U);
    EXPECT_EQ(result.checks.back().task, 99U);
    EXPECT_EQ(result.first_fault(), std::nullopt);
    std::set<std::uint64_t> checksums;
    for (const CheckedOutput& check : result.checks) checksums.insert(check.comparison.checksum);
    EXPECT_EQ(checksums.size(), 8U);
    ASSERT_TRUE(result.steady);
}

TEST_F(PipelineRun, CatchesAStageThatDoesNotRun) {
    for (int stage = 1; stage <= 9; ++stage) {
        const std::size_t pu = stage <= 4 ? 2 : 0;
        auto kept = std::exchange(engines_[pu], std::make_unique<SkippingEngine>(pus_[pu], stage, 0));
        ThreadDriver driver = threads();
        PipelineRunner runner(app_, pus_, memory_, driver);
        const PipelineResult result = runner.run(chunks_, {.tasks = 10});
        EXPECT_NE(result.first_fault(), std::nullopt) << "stage " << stage;
        engines_[pu] = std::move(kept);
    }
}

// What an earlier task left in the buffers is right, and must not pass for this task's result.
TEST_F(PipelineRun, CatchesAStageThatStopsRunningLate) {
    engines_[0] = std::make_unique<SkippingEngine>(pus_[0], 9, 50);
    ThreadDriver driver = threads();
    PipelineRunner runner(app_, pus_, memory_, driver);
    const PipelineResult result = runner.run(chunks_, {.tasks = 100});
    EXPECT_TRUE(result.checks[2].comparison.equal());
    EXPECT_FALSE(result.checks[8].comparison.equal());
    EXPECT_FALSE(result.checks.back().comparison.equal());
    EXPECT_EQ(result.first_fault().value_or("").substr(0, 5), "task ");
}

TEST_F(PipelineRun, ChecksNothingWhenToldSo) {
    ThreadDriver driver = threads();
    PipelineRunner runner(app_, pus_, memory_, driver);
    EXPECT_TRUE(runner.run(chunks_, {.tasks = 20, .verify = Verify::off}).checks.empty());
    EXPECT_EQ(runner.run(chunks_, {.tasks = 20, .verify = Verify::all}).checks.size(), 20U);
}

TEST_F(PipelineRun, EndsByTimeAndChecksTheLastTaskToo) {
    VirtualDriver driver([](const Lane&) { return 1'000'000; });
    PipelineRunner runner(app_, pus_, memory_, driver);
    const PipelineResult result = runner.run(chunks_, {.seconds = Seconds(0.055)});
    EXPECT_EQ(result.tasks(), 56U);  // 1 ms each on the first chunk; at 55 ms the time is over, one more is taken
    EXPECT_EQ(result.checks.back().task, 55U);
    EXPECT_GE(result.checks.size(), 8U);
    EXPECT_EQ(result.first_fault(), std::nullopt);
}

// The tail bias of the earlier system charged a fast PU for the last iteration of a slow one.
TEST_F(PipelineRun, DoesNotChargeAFastPuForASlowOne) {
    VirtualDriver driver([](const Lane& lane) { return lane.group() == 0 ? 1'000 : 100'000; });
    PipelineRunner runner(app_, pus_, memory_, driver);
    const PipelineResult result = runner.run(chunks_, {.tasks = 30});
    for (const Busy& busy : result.chunks[0]) EXPECT_EQ(busy.end - busy.start, 1'000);
    for (const Busy& busy : result.chunks[1]) EXPECT_EQ(busy.end - busy.start, 100'000);
    ASSERT_TRUE(result.steady);
    EXPECT_DOUBLE_EQ(result.steady->interval_ns, 100'000);
}

TEST_F(PipelineRun, HasTheIntervalOfItsWidestChunkForAnySchedule) {
    const auto time_of = [](const Lane& lane) {
        std::int64_t time = 0;
        for (int stage = lane.stages().first.number(); stage <= lane.stages().last.number(); ++stage) {
            time += 1000 * stage;
        }
        return time;
    };
    VirtualDriver driver(time_of);
    PipelineRunner runner(app_, pus_, memory_, driver);
    for (const Chunks& chunks : all_pipelines(9, pus_)) {
        const PipelineResult result = runner.run(chunks, {.tasks = 40, .verify = Verify::off});
        std::int64_t widest = 0;
        for (const auto& records : result.chunks) {
            widest = std::max(widest, records.front().end - records.front().start);
        }
        ASSERT_TRUE(result.steady) << to_string(chunks);
        ASSERT_DOUBLE_EQ(result.steady->interval_ns, static_cast<double>(widest)) << to_string(chunks);
    }
}

TEST_F(PipelineRun, RefusesWhatCannotBeRun) {
    ThreadDriver driver = threads();
    PipelineRunner runner(app_, pus_, memory_, driver);
    EXPECT_THROW(runner.run(Chunks{chunk(pus_[0], 1, 8)}, {}), Error);
    EXPECT_THROW(runner.run(chunks_, {.tasks = 0}), Error);
    EXPECT_THROW(runner.run(chunks_, {.tasks = 5'000'000'000}), Error);
    EXPECT_THROW(runner.run(chunks_, {.in_flight = 0}), Error);
}

class HugeApp : public RecordingApp {
public:
    const std::vector<BufferSpec>& buffers() const override { return buffers_; }
    void fill_shared(const Buffers&) const override {}
    void fill_input(std::uint64_t, const Buffers&) const override {}

private:
    std::vector<BufferSpec> buffers_{{"huge", Role::work, Element::f32, std::size_t{1} << 50U}};
};

TEST_F(PipelineRun, SaysThatMemoryRunsOut) {
    const HugeApp app;
    ThreadDriver driver = threads();
    PipelineRunner runner(app, pus_, memory_, driver);
    try {
        runner.run(chunks_, {});
        FAIL() << "four petabytes were had";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::device);
        EXPECT_NE(error.failed().find("memory runs out"), std::string::npos) << error.failed();
    }
}

}  // namespace
}  // namespace bt::apps::test
