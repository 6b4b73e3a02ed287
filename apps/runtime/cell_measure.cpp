#include "runtime/cell_measure.hpp"

#include "bt/core/error.hpp"

namespace bt::apps {

LoadStages::LoadStages(int stage_count, StageRange victim)
    : victim_(victim), taken_(static_cast<std::size_t>(stage_count)) {}

std::optional<LoadStages::Taken> LoadStages::try_take(const Engine& engine, const Application& app, Stage from) {
    for (std::size_t i = 0; i < taken_.size(); ++i) {
        const Stage stage = Stage::from_index((from.index() + i) % taken_.size());
        if (victim_.contains(stage) || !engine.can_run(app, stage)) continue;
        if (!taken_[stage.index()].exchange(true, std::memory_order_acq_rel)) return Taken{stage, true};
    }
    return std::nullopt;
}

std::optional<Stage> LoadStages::any(const Engine& engine, const Application& app, Stage from, bool victim_too) const {
    for (std::size_t i = 0; i < taken_.size(); ++i) {
        const Stage stage = Stage::from_index((from.index() + i) % taken_.size());
        if ((victim_too || !victim_.contains(stage)) && engine.can_run(app, stage)) return stage;
    }
    return std::nullopt;
}

// More PUs than stages: some share one. A PU that pauses would be no load at all.
LoadStages::Taken LoadStages::take(const Engine& engine, const Application& app, Stage from) {
    if (const auto taken = try_take(engine, app, from)) return *taken;
    if (const auto stage = any(engine, app, from, false)) return {*stage, false};
    if (const auto stage = any(engine, app, from, true)) return {*stage, false};
    throw device_error("PU " + engine.pu().name.str() + " can run no stage of " + app.name().str());
}

void LoadStages::give_back(const Taken& taken) {
    if (taken.alone) taken_[taken.stage.index()].store(false, std::memory_order_release);
}

ThreadCellMeasure::ThreadCellMeasure(std::vector<Engine*> engines, std::vector<TaskObject*> objects,
                                     SamplingRules rules)
    : engines_(std::move(engines)), objects_(std::move(objects)), rules_(rules) {
    for (std::size_t pu = 0; pu < engines_.size(); ++pu) fill(pu);
}

std::size_t ThreadCellMeasure::index_of(const PuName& pu) const {
    for (std::size_t i = 0; i < engines_.size(); ++i) {
        if (engines_[i]->pu().name == pu) return i;
    }
    throw usage_error("unknown PU " + pu.str());
}

// By the PU itself where it can, else by one that can.
void ThreadCellMeasure::fill(std::size_t pu) {
    const Application& app = *objects_[pu]->app;
    for (int number = 1; number <= app.stage_count(); ++number) {
        const Stage stage = Stage::from_number(number);
        Engine* able = engines_[pu];
        for (std::size_t i = 0; i < engines_.size() && !able->can_run(app, stage); ++i) able = engines_[i];
        if (!able->can_run(app, stage)) {
            throw device_error("no PU can run stage " + std::to_string(number) + " of " + app.name().str());
        }
        able->prepare(*objects_[pu], {stage, stage});
        able->run(*objects_[pu], {stage, stage});
    }
}

bool ThreadCellMeasure::can_measure(const BenchTarget& target) const {
    const std::size_t pu = index_of(target.pu);
    for (Stage stage = target.stages.first; stage <= target.stages.last; stage = stage.next()) {
        if (!engines_[pu]->can_run(*objects_[pu]->app, stage)) return false;
    }
    return true;
}

// On a stage that nobody else runs at that moment, then on the one after it.
BusyPus::Work ThreadCellMeasure::load(std::size_t pu, LoadStages& stages) const {
    Engine& engine = *engines_[pu];
    const TaskObject& object = *objects_[pu];
    const Stage first = Stage::from_index(pu % static_cast<std::size_t>(object.app->stage_count()));
    return {&engine, [&engine, &object, &stages, next = first](const std::function<void()>& began) mutable {
                const LoadStages::Taken taken = stages.take(engine, *object.app, next);
                began();
                engine.run(object, {taken.stage, taken.stage});
                stages.give_back(taken);
                const bool last = taken.stage.number() == object.app->stage_count();
                next = last ? Stage::from_number(1) : taken.stage.next();
            }};
}

// Where a CPU takes the stages in turn, the one before leaves its output in the caches and drives the rest out of them;
// before the first comes the last, of the task before. What a GPU holds between submissions is the driver's affair.
std::optional<StageRange> ThreadCellMeasure::before(std::size_t pu, const StageRange& stages) const {
    const Application& app = *objects_[pu]->app;
    const int first = stages.first.number();
    const Stage stage = Stage::from_number(first > 1 ? first - 1 : app.stage_count());
    const bool alone = app.stage_count() == 1;
    if (alone || class_of(engines_[pu]->pu().name) != PuClass::cpu || !engines_[pu]->can_run(app, stage))
        return std::nullopt;
    return StageRange{stage, stage};
}

CellSamples ThreadCellMeasure::measure(const BenchTarget& target) {
    const std::size_t victim = index_of(target.pu);
    LoadStages stages(objects_.front()->app->stage_count(), target.stages);
    std::vector<BusyPus::Work> others;
    for (const PuName& pu : target.set.pus()) {
        if (pu != target.pu) others.push_back(load(index_of(pu), stages));
    }
    return take_samples({engines_[victim], objects_[victim], target.stages, before(victim, target.stages)}, others,
                        rules_);
}

}  // namespace bt::apps
