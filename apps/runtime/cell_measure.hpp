#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "runtime/bench_plan.hpp"
#include "runtime/engine.hpp"
#include "runtime/sampling.hpp"
#include "runtime/take_samples.hpp"

namespace bt::apps {

// Takes the samples of one cell.
class CellMeasure {
public:
    virtual ~CellMeasure() = default;
    virtual bool can_measure(const BenchTarget& target) const = 0;
    virtual CellSamples measure(const BenchTarget& target) = 0;
};

// Which stage each PU of the load works on next. A stage that nobody else works on at that moment: any such choice
// stands for some pipeline, because chunks are cut between neighbours.
class LoadStages {
public:
    LoadStages(int stage_count, StageRange victim);

    // The stage that `engine` takes, from `from` on; false in `distinct` where none was left to itself.
    struct Taken {
        Stage stage;
        bool alone;
    };
    Taken take(const Engine& engine, const Application& app, Stage from);
    void give_back(const Taken& taken);

private:
    std::optional<Taken> try_take(const Engine& engine, const Application& app, Stage from);
    std::optional<Stage> any(const Engine& engine, const Application& app, Stage from, bool victim_too) const;

    StageRange victim_;
    std::vector<std::atomic<bool>> taken_;
};

// In real time: the victim on one thread, timed by its own clock; every other PU of the set busy with real stages on an
// object of its own until the victim's last sample is done.
class ThreadCellMeasure : public CellMeasure {
public:
    // engines[i] and objects[i] belong together; an object is used by that PU alone. Runs every stage once on each
    // object, so that all have valid inputs.
    ThreadCellMeasure(std::vector<Engine*> engines, std::vector<TaskObject*> objects, SamplingRules rules);

    bool can_measure(const BenchTarget& target) const override;
    CellSamples measure(const BenchTarget& target) override;

private:
    std::size_t index_of(const PuName& pu) const;
    void fill(std::size_t pu);
    BusyPus::Work load(std::size_t pu, LoadStages& stages) const;
    std::optional<StageRange> before(std::size_t pu, const StageRange& stages) const;

    std::vector<Engine*> engines_;
    std::vector<TaskObject*> objects_;
    SamplingRules rules_;
};

}  // namespace bt::apps
