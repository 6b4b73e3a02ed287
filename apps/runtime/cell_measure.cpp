#include "runtime/cell_measure.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "bt/core/error.hpp"
#include "runtime/affinity.hpp"
#include "runtime/monotonic.hpp"
#include "runtime/threads.hpp"

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

// The other PUs of the set at work.
struct ThreadCellMeasure::Load {
    Load(const ThreadCellMeasure& measure, const BenchTarget& target)
        : stages(measure.objects_.front()->app->stage_count(), target.stages) {
        try {
            for (const PuName& pu : target.set.pus()) {
                if (pu == target.pu) continue;
                const std::size_t i = measure.index_of(pu);
                ++starting;
                threads.emplace_back([this, &measure, i] { work(*measure.engines_[i], *measure.objects_[i], i); });
            }
        } catch (...) {
            end();
            throw;
        }
        for (int left = starting.load(); left > 0; left = starting.load()) starting.wait(left);
    }
    ~Load() { end(); }

    void work(Engine& engine, const TaskObject& object, std::size_t i) {
        bool started = false;
        const auto tell = [&] {
            if (!std::exchange(started, true)) {
                --starting;
                starting.notify_all();
            }
        };
        try {
            engine.enter();
            Stage next = Stage::from_index(i % static_cast<std::size_t>(object.app->stage_count()));
            while (!over.load(std::memory_order_relaxed)) {
                const LoadStages::Taken taken = stages.take(engine, *object.app, next);
                tell();
                engine.run(object, {taken.stage, taken.stage});
                stages.give_back(taken);
                const bool last = taken.stage.number() == object.app->stage_count();
                next = last ? Stage::from_number(1) : taken.stage.next();
            }
        } catch (...) {
            if (!failed.exchange(true)) failure = std::current_exception();
        }
        tell();
    }

    void end() {
        over = true;
        for (std::thread& thread : threads) thread.join();
        threads.clear();
    }

    LoadStages stages;
    std::atomic<bool> over{false};
    std::atomic<int> starting{0};
    std::atomic<bool> failed{false};
    std::exception_ptr failure;
    std::vector<std::thread> threads;
};

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

CellSamples ThreadCellMeasure::measure(const BenchTarget& target) {
    const std::size_t pu = index_of(target.pu);
    std::vector<const Pu*> busy;
    for (const PuName& name : target.set.pus()) busy.push_back(&engines_[index_of(name)]->pu());
    const int spins = spins_for(busy, allowed_cores());
    for (const PuName& name : target.set.pus()) engines_[index_of(name)]->set_spins(spins);

    Load load(*this, target);
    CellSamples samples;
    std::exception_ptr failure;
    std::thread victim([&] {
        try {
            engines_[pu]->enter();
            samples = sample(pu, target.stages);
        } catch (...) {
            failure = std::current_exception();
        }
    });
    victim.join();
    load.end();
    if (!failure) failure = load.failure;
    if (failure) std::rethrow_exception(failure);
    return samples;
}

CellSamples ThreadCellMeasure::sample(std::size_t pu, StageRange stages) {
    Engine& engine = *engines_[pu];
    const TaskObject& object = *objects_[pu];
    engine.prepare(object, stages);
    const std::int64_t begin = monotonic_ns();
    const std::int64_t fastest = warm_up(engine, object, stages, begin);
    CellSamples result{.batch = batch_for(fastest, rules_)};
    Sampling sampling(rules_.of(engine.pu().name), begin);
    while (sampling.stopped() == Stopped::no) {
        const std::int64_t start = monotonic_ns();
        for (std::int64_t i = 0; i < result.batch; ++i) engine.run(object, stages);
        const std::int64_t end = monotonic_ns();
        sampling.add(end - start, end);
    }
    result.ns = sampling.samples();
    result.stopped = sampling.stopped();
    result.pinned = engine.is_pinned();
    return result;
}

// At least twice, then until caches, drivers and clocks had time, of which a tenth of the cell's goes at most. Returns
// the fastest of these executions.
std::int64_t ThreadCellMeasure::warm_up(Engine& engine, const TaskObject& object, StageRange stages,
                                        std::int64_t begin) {
    const std::int64_t tenth = std::chrono::duration_cast<Nanoseconds>(rules_.time).count() / 10;
    const std::int64_t enough = begin + std::min(rules_.warm_up_ns, tenth);
    std::int64_t fastest = INT64_MAX;
    std::int64_t start = begin;
    for (int runs = 0; runs < 2 || start < enough; ++runs) {
        start = monotonic_ns();
        engine.run(object, stages);
        fastest = std::min(fastest, monotonic_ns() - start);
    }
    return fastest;
}

}  // namespace bt::apps
