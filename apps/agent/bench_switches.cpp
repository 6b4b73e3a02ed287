#include <algorithm>

#include "agent/bench_additions.hpp"
#include "runtime/switch_measure.hpp"

namespace bt::agent {
namespace {

bool able(const apps::Engine& engine, const apps::Application& app, Stage first, Stage last) {
    for (Stage stage = first; stage <= last; stage = stage.next()) {
        if (!engine.can_run(app, stage)) return false;
    }
    return true;
}

// The stages before the boundary on the one PU, all behind it on the other.
bool able(const Session& session, const apps::SwitchTarget& target) {
    const std::vector<apps::Engine*> engines = session.engines();
    const Stage before = Stage::from_number(target.stages.first.number() - 1);
    return able(*engines[target.from], session.app(), Stage::from_number(1), before) &&
           able(*engines[target.to], session.app(), target.stages.first,
                Stage::from_number(session.app().stage_count()));
}

std::string name_of(const apps::SwitchTarget& target, const std::vector<PuName>& pus) {
    return "switch before stage " + std::to_string(target.stages.first.number()) + " from " + pus[target.from].str() +
           " to " + pus[target.to].str();
}

}  // namespace

void measure_switches(Session& session, const BenchOptions& options, BenchLog& log) {
    const std::vector<PuName> pus = session.pu_names();
    const auto driver = session.driver("bench " + std::to_string(options.repeat) + " switches");
    const std::vector<const apps::Application*> chains{&session.app()};
    apps::PlanRunner runner(chains, session.memory(), *driver);
    for (const apps::SwitchTarget& target : apps::switch_targets(options.groups, pus.size(), options.order(session))) {
        if (!able(session, target)) {
            note(name_of(target, pus) + ": a PU lacks a kernel, not measured");
            continue;
        }
        apps::SwitchSamples samples =
            apps::measure_switch(runner, target, session.app().stage_count(), pus.size(), options.rules.time);
        log.add(format::BenchSwitch{.stages = target.stages,
                                    .from = pus[target.from],
                                    .to = pus[target.to],
                                    .repeat = options.repeat,
                                    .gap_ns = std::move(samples.gap_ns),
                                    .ns = std::move(samples.ns)});
    }
}

}  // namespace bt::agent
