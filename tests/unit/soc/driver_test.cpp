#include "soc/driver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "bt/core/error.hpp"
#include "runtime/pipeline_run.hpp"
#include "runtime/random.hpp"
#include "small_model.hpp"
#include "soc/engine.hpp"
#include "unit/runtime/recording_app.hpp"

namespace bt::soc {
namespace {

using apps::Busy;
using apps::PipelineResult;
using apps::PipelineRunner;
using apps::Verify;
using apps::test::all_pipelines;
using apps::test::four_pus;
using apps::test::RecordingApp;
using test::big;
using test::little;
using test::model_of;
using test::stages;

// Writes down on which PU a stage ran.
class NamedEngine : public ModelEngine {
public:
    NamedEngine(Pu pu, std::size_t index, const Timing& timing, apps::Team& team)
        : ModelEngine(std::move(pu), index, timing, team), index_(static_cast<int>(index)) {}
    void run(const apps::TaskObject& object, StageRange range) override {
        RecordingApp::running_on() = index_;
        ModelEngine::run(object, range);
    }

private:
    int index_;
};

// Leaves out the first stage of every chunk, as the earlier system's runner did for weeks.
class SkippingEngine : public NamedEngine {
public:
    using NamedEngine::NamedEngine;
    void run(const apps::TaskObject& object, StageRange range) override {
        if (range.first < range.last) NamedEngine::run(object, {range.first.next(), range.last});
    }
};

// 9 stages on 4 PUs with times of whole ns, between 0.05 and 5 ms.
std::vector<std::vector<double>> nine_by_four(std::uint64_t seed) {
    apps::Random random(seed);
    std::vector<std::vector<double>> times(9, std::vector<double>(4));
    for (auto& row : times) {
        for (double& ms : row) ms = static_cast<double>(50'000 + random.below(4'950'000)) / 1e6;
    }
    return times;
}

// A model of the recording application and all that runs it.
template <class Engine = NamedEngine>
class Emulated {
public:
    Emulated(const format::SocModel& model, int stage_count, std::uint64_t seed = 1,
             const std::string& process = "run 1")
        : app_(stage_count), names_(names(model)), timing_(model, test::app(), names_) {
        for (std::size_t i = 0; i < names_.size(); ++i) {
            engines_.push_back(std::make_unique<Engine>(model.pus[i].pu, i, timing_, team_));
            borrowed_.push_back(engines_.back().get());
        }
        driver_ = std::make_unique<VirtualDriver>(std::vector<const Timing*>{&timing_}, borrowed_,
                                                  NoiseSource(model, seed, process));
        runner_ = std::make_unique<PipelineRunner>(app_, names_, memory_, *driver_);
    }

    PipelineResult run(const Chunks& chunks, const apps::RunOptions& options) { return runner_->run(chunks, options); }
    const Timing& timing() const { return timing_; }
    VirtualDriver& driver() { return *driver_; }
    const RecordingApp& app() const { return app_; }
    const std::vector<PuName>& pus() const { return names_; }
    std::size_t index_of(const PuName& pu) const {
        return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), pu) - names_.begin());
    }

private:
    static std::vector<PuName> names(const format::SocModel& model) {
        std::vector<PuName> all;
        for (const format::SocPu& pu : model.pus) all.push_back(pu.pu.name);
        return all;
    }

    RecordingApp app_;
    std::vector<PuName> names_;
    Timing timing_;
    apps::Team team_;
    apps::HostMemory memory_;
    std::vector<std::unique_ptr<Engine>> engines_;
    std::vector<apps::Engine*> borrowed_;
    std::unique_ptr<VirtualDriver> driver_;
    std::unique_ptr<PipelineRunner> runner_;
};

format::SocModel loud_model() {
    format::SocModel model = model_of(four_pus(), nine_by_four(3));
    apps::Random random(9);
    for (const PuName& slowed : four_pus()) {
        for (const PuName& busy : four_pus()) {
            if (slowed != busy) {
                model.interference[slowed][busy] = 0.6 + static_cast<double>(random.below(900)) / 1000;
            }
        }
    }
    model.pus[3].chunk_ms = Milliseconds(1.5);
    model.pus[3].stage_ms = Milliseconds(0.1);
    model.noise = {0.05, 0.01, 2};
    return model;
}

TEST(VirtualDriver, HasTheIntervalOfTheWidestChunkInAllSchedulesOfNineByFour) {
    format::SocModel model = model_of(four_pus(), nine_by_four(1));
    model.pus[3].chunk_ms = Milliseconds(0.7);
    model.pus[3].stage_ms = Milliseconds(0.05);
    Emulated emulated(model, 9);
    const std::vector<Chunks> schedules = all_pipelines(9, four_pus());
    ASSERT_EQ(schedules.size(), 2116U);
    for (const Chunks& chunks : schedules) {
        const PipelineResult result = emulated.run(chunks, {.tasks = 40, .verify = Verify::off});
        double widest = 0;
        for (std::size_t chunk = 0; chunk < chunks.size(); ++chunk) {
            const double ns = emulated.timing().chunk_ns(emulated.index_of(chunks[chunk].pu), chunks[chunk].stages);
            for (const Busy& busy : result.chunks[chunk]) {
                ASSERT_EQ(static_cast<double>(busy.end - busy.start), ns) << to_string(chunks);
            }
            widest = std::max(widest, ns);
        }
        ASSERT_TRUE(result.steady) << to_string(chunks);
        ASSERT_NEAR(result.steady->interval_ns / widest, 1, 1e-9) << to_string(chunks);
    }
}

TEST(VirtualDriver, TakesEveryTaskThroughEveryChunkInOrderWhateverTheNoise) {
    Emulated emulated(loud_model(), 9);
    for (const Chunks& chunks : all_pipelines(9, four_pus())) {
        const PipelineResult result = emulated.run(chunks, {.tasks = 12, .verify = Verify::off});
        ASSERT_EQ(result.chunks.size(), chunks.size());
        for (std::size_t chunk = 0; chunk < chunks.size(); ++chunk) {
            const std::vector<Busy>& records = result.chunks[chunk];
            ASSERT_EQ(records.size(), 12U);
            for (std::size_t task = 0; task < records.size(); ++task) {
                ASSERT_LT(records[task].start, records[task].end);
                if (task > 0) {
                    ASSERT_GE(records[task].start, records[task - 1].end) << to_string(chunks);
                }
                if (chunk > 0) {
                    ASSERT_GE(records[task].start, result.chunks[chunk - 1][task].end) << to_string(chunks);
                }
            }
        }
    }
}

// The stages write down that they ran, and where.
TEST(VirtualDriver, RunsEveryStageOfACheckedTaskOnceAndInOrderInEverySchedule) {
    Emulated emulated(loud_model(), 9);
    apps::HostMemory memory;
    apps::ObjectPool pool(emulated.app(), memory);
    for (const Chunks& chunks : all_pipelines(9, four_pus())) {
        const apps::Plan plan = apps::pipeline(chunks, 9, four_pus());
        apps::ChainTasks tasks{.tasks = 4, .ring = {&pool.object(0), &pool.object(1)}};
        for (const std::size_t task : {0U, 3U}) {
            pool.scrub(pool.object(2 + task));
            tasks.checked.push_back({task, &pool.object(2 + task)});
        }
        pool.scrub(pool.object(0));
        apps::Execution execution(plan, {tasks});
        emulated.driver().run(execution);

        std::vector<std::uint32_t> expected;
        for (const Chunk& chunk : chunks) {
            for (int stage = chunk.stages.first.number(); stage <= chunk.stages.last.number(); ++stage) {
                expected.push_back(static_cast<std::uint32_t>(stage * 100) +
                                   static_cast<std::uint32_t>(emulated.index_of(chunk.pu)));
            }
        }
        ASSERT_EQ(RecordingApp::entries(*tasks.checked[0].object), expected) << to_string(chunks);
        ASSERT_EQ(RecordingApp::entries(*tasks.checked[1].object), expected) << to_string(chunks);
        ASSERT_TRUE(RecordingApp::entries(*tasks.ring[0]).empty()) << "a kernel of a task that is not checked ran";
    }
}

// One stage of 10 ms on each of two PUs; beside big, little takes 1.5 times as long. Task 0: little 0 to 10, big 10
// to 20. Task 1: little begins at 10; until 20 it does 10 / 1.5 = 6.667 of its 10 ms; the other 3.333 it does alone,
// until 23.333; big takes it from there to 33.333, beside little, which it does not mind.
TEST(VirtualDriver, OverlapsTwoChunksAsPencilAndPaperDo) {
    format::SocModel model = model_of({little, big}, {{10, 10}, {10, 10}});
    model.interference[little][big] = 1.5;
    Emulated emulated(model, 2);
    const PipelineResult result =
        emulated.run({{little, stages(1, 1)}, {big, stages(2, 2)}}, {.tasks = 3, .verify = Verify::off});
    EXPECT_EQ(result.chunks[0][0].start, 0);
    EXPECT_EQ(result.chunks[0][0].end, 10'000'000);
    EXPECT_EQ(result.chunks[1][0].end, 20'000'000);
    EXPECT_EQ(result.chunks[0][1].start, 10'000'000);
    EXPECT_EQ(result.chunks[0][1].end, 23'333'333);
    EXPECT_EQ(result.chunks[1][1].start, 23'333'333);
    EXPECT_EQ(result.chunks[1][1].end, 33'333'333);
    EXPECT_EQ(result.chunks[0][2].start, 23'333'333);
    EXPECT_EQ(result.chunks[0][2].end, 36'666'667);
}

// With one task in flight nothing ever overlaps: a task begins when the one before it has left the last chunk.
TEST(VirtualDriver, BeginsATaskWhenATaskObjectIsFree) {
    Emulated emulated(model_of({little, big}, {{2, 1}, {2, 3}}), 2);
    const PipelineResult result =
        emulated.run({{little, stages(1, 1)}, {big, stages(2, 2)}}, {.tasks = 3, .in_flight = 1});
    EXPECT_EQ(result.chunks[0][1].start, result.chunks[1][0].end);
    EXPECT_EQ(result.chunks[1][2].end, 15'000'000);
}

TEST(VirtualDriver, ChecksOutputsOfRealKernels) {
    Emulated emulated(loud_model(), 9);
    const Chunks chunks{{four_pus()[2], stages(1, 4)}, {four_pus()[3], stages(5, 9)}};
    const PipelineResult result = emulated.run(chunks, {.tasks = 100});
    EXPECT_EQ(result.checks.size(), 11U);
    EXPECT_EQ(result.first_fault(), std::nullopt);
}

TEST(VirtualDriver, ShowsABrokenExecutorAsWrong) {
    Emulated<SkippingEngine> emulated(loud_model(), 9);
    for (const Chunks& chunks : all_pipelines(9, four_pus())) {
        const PipelineResult result = emulated.run(chunks, {.tasks = 8});
        ASSERT_EQ(result.checks.size(), 8U);
        for (const apps::CheckedOutput& check : result.checks) {
            ASSERT_FALSE(check.comparison.equal()) << to_string(chunks);
        }
        if (chunks.size() > 2) break;
    }
}

std::vector<std::int64_t> ends(const PipelineResult& result) {
    std::vector<std::int64_t> all;
    for (const auto& chunk : result.chunks) {
        for (const Busy& busy : chunk) all.push_back(busy.end);
    }
    return all;
}

TEST(VirtualDriver, TakesTheSameTimesFromTheSameSeed) {
    const apps::RunOptions options{.tasks = 30, .verify = Verify::off};
    const Chunks chunks{{four_pus()[1], stages(1, 4)}, {four_pus()[0], stages(5, 9)}};
    const Chunks other{{four_pus()[1], stages(1, 5)}, {four_pus()[0], stages(6, 9)}};
    Emulated emulated(loud_model(), 9);
    const auto first = ends(emulated.run(chunks, options));
    EXPECT_NE(ends(emulated.run(chunks, options)), first) << "a repeat has noise of its own";

    Emulated again(loud_model(), 9);
    again.run(other, options);  // what else runs does not matter
    EXPECT_EQ(ends(again.run(chunks, options)), first);
    EXPECT_NE(ends(Emulated(loud_model(), 9, 2).run(chunks, options)), first);
    EXPECT_NE(ends(Emulated(loud_model(), 9, 1, "run 2").run(chunks, options)), first);
}

TEST(VirtualDriver, EndsByVirtualTimeAndChecksTheLastTaskToo) {
    Emulated emulated(model_of({big}, {{1}}), 1);
    const PipelineResult result = emulated.run({{big, stages(1, 1)}}, {.seconds = Seconds(0.0555)});
    EXPECT_EQ(result.tasks(), 57U);  // at 56 ms the time is over, one more is taken
    EXPECT_EQ(result.checks.back().task, 56U);
    EXPECT_EQ(result.first_fault(), std::nullopt);
}

TEST(VirtualDriver, RefusesAStageThatThePuHasNoTimeFor) {
    Emulated emulated(model_of({little, big}, {{2, 1}, {0, 3}}), 2);
    const PipelineResult result = emulated.run({{little, stages(1, 2)}}, {.tasks = 3});
    EXPECT_EQ(result.failure,
              "PU little cannot run stages 1 to 2 of recording: the SoC model has no time for one of them");
}

}  // namespace
}  // namespace bt::soc
