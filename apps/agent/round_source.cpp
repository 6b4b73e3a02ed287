#include "agent/round_source.hpp"

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt::agent {
namespace {

using format::ConcurrentSchedule;
using format::ScheduledChain;

Error fault(const ConcurrentSchedule& schedule, const std::string& what) {
    return data_error("schedule " + printable(schedule.uid) + ": " + what);
}

void require_same(const ConcurrentSchedule& schedule, const std::string& what, std::string_view its,
                  std::string_view ours) {
    if (its == ours) return;
    throw data_error("schedule " + printable(schedule.uid) + " is for the " + what + " '" + printable(its) +
                         "', not '" + printable(ours) + "'",
                     "compute one with: runner schedule");
}

std::string names_of(std::vector<AppName> names) {
    std::sort(names.begin(), names.end());
    std::string text;
    for (const AppName& name : names) text += (text.empty() ? "" : "+") + name.str();
    return text;
}

std::size_t index_of(const ConcurrentSchedule& schedule, const PuName& pu, const std::vector<PuName>& pus) {
    const auto found = std::find(pus.begin(), pus.end(), pu);
    if (found == pus.end()) throw fault(schedule, "PU " + pu.str() + " unknown");
    return static_cast<std::size_t>(found - pus.begin());
}

void require_able(const ConcurrentSchedule& schedule, const apps::Engine& engine, const apps::Application& app,
                  StageRange stages) {
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        if (engine.can_run(app, stage)) continue;
        throw fault(schedule, "PU " + engine.pu().name.str() + " cannot run stage " + std::to_string(stage.number()) +
                                  " of " + app.name().str());
    }
}

void require_stages(const ConcurrentSchedule& schedule, const ScheduledChain& chain, const apps::Application& app) {
    const int last = chain.groups.back().stages.last.number();
    if (last == app.stage_count()) return;
    throw fault(schedule, "its groups of " + app.name().str() + " end with stage " + std::to_string(last) + " of " +
                              std::to_string(app.stage_count()));
}

}  // namespace

const apps::Application& ChainApps::of(const ScheduledChain& chain, std::size_t place) {
    for (const Made& made : made_) {
        if (made.place == place && made.app == chain.app && made.params == chain.params) return *made.made;
    }
    made_.push_back({place, chain.app, chain.params, session_.make_app(chain.app, chain.params, place)});
    return *made_.back().made;
}

ConcurrentSchedule as_asked(ConcurrentSchedule schedule, const Session& session) {
    if (session.device_was_named()) require_same(schedule, "device", schedule.device.str(), session.device().str());
    require_same(schedule, "backend", to_string(schedule.backend), to_string(session.backend()));
    std::vector<AppName> apps;
    for (const ScheduledChain& chain : schedule.chains) apps.push_back(chain.app);
    require_same(schedule, "applications", names_of(apps), names_of(session.choice().names()));
    for (ScheduledChain& chain : schedule.chains) {
        for (const auto& [name, value] : session.choice().params(chain.app)) {
            const auto [given, added] = chain.params.emplace(name, value);
            require_same(schedule, "size of " + chain.app.str(), name + '=' + given->second, name + '=' + value);
        }
    }
    schedule.uid = uid_of(schedule);
    return schedule;
}

RoundSchedule ready_to_run(ConcurrentSchedule schedule, const Session& session, ChainApps& apps) {
    const std::vector<PuName> pus = session.pu_names();
    const std::vector<apps::Engine*> engines = session.engines();
    RoundSchedule ready{std::move(schedule), {}, {{}, std::vector<std::vector<apps::GroupRef>>(pus.size())}};
    for (std::size_t i = 0; i < ready.record.chains.size(); ++i) {
        const ScheduledChain& chain = ready.record.chains[i];
        const apps::Application& app = apps.of(chain, i);
        require_stages(ready.record, chain, app);
        apps::ChainPlan& plan = ready.plan.chains.emplace_back(apps::ChainPlan{{}, app.stage_count()});
        for (const Chunk& group : chain.groups) {
            plan.groups.push_back({index_of(ready.record, group.pu, pus), group.stages});
            require_able(ready.record, *engines[plan.groups.back().pu], app, group.stages);
        }
        ready.chains.push_back(&app);
    }
    for (const auto& [pu, groups] : ready.record.order) {
        if (groups.empty()) continue;
        auto& turns = ready.plan.order[index_of(ready.record, pu, pus)];
        for (const format::ScheduledGroup& group : groups) turns.push_back({group.chain, group.group});
    }
    return ready;
}

}  // namespace bt::agent
