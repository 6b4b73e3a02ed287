#include "soc/driver.hpp"

#include <algorithm>
#include <cmath>

#include "bt/core/error.hpp"

namespace bt::soc {

namespace {

// What each PU does in turn: several chains on the same PUs may differ in nothing else.
std::string order_of(const apps::Plan& plan) {
    std::string text;
    for (const auto& of_pu : plan.order) {
        text += '\n';
        for (const apps::GroupRef& ref : of_pu) {
            text += std::to_string(ref.chain) + ',' + std::to_string(ref.group) + ' ';
        }
    }
    return text;
}

}  // namespace

std::int64_t VirtualDriver::widest_ns(const apps::Plan& plan) const {
    double widest = 0;
    for (std::size_t chain = 0; chain < plan.chains.size(); ++chain) {
        for (const apps::Group& group : plan.chains[chain].groups) {
            widest = std::max(widest, chains_.at(chain)->chunk_ns(group.pu, group.stages));
        }
    }
    return static_cast<std::int64_t>(std::min(widest, 9e18));
}

void VirtualDriver::run(apps::Execution& execution) {
    check(execution.plan());
    const std::string name = name_of(execution.plan());
    Noise noise = noise_.of_process(name + '\n' + std::to_string(++runs_[name]));
    Timeline timeline(execution.pus());
    std::vector<std::int64_t> starts(execution.pus());
    for (;;) {
        const bool unfinished = begin_what_can(execution, timeline, noise, starts);
        const auto pu = timeline.pass();
        if (!pu && unfinished) throw device_error("the PUs wait for each other: the executor is at fault");
        if (!pu) return;
        apps::Lane& lane = execution.lane(*pu);
        if (lane.checked()) engines_[*pu]->run(lane.object(), lane.stages());
        lane.done({starts[*pu], std::llround(timeline.now_ns())});
    }
}

// Returns whether a lane has turns left.
bool VirtualDriver::begin_what_can(apps::Execution& execution, Timeline& timeline, Noise& noise,
                                   std::vector<std::int64_t>& starts) {
    bool unfinished = false;
    for (std::size_t pu = 0; pu < execution.pus(); ++pu) {
        apps::Lane& lane = execution.lane(pu);
        if (timeline.busy(pu) || lane.finished()) continue;
        unfinished = true;
        if (!lane.ready()) continue;
        parts_.clear();
        add_parts(*chains_[lane.chain()], pu, lane.stages(), noise, parts_);
        timeline.begin(pu, parts_);
        starts[pu] = std::llround(timeline.now_ns());
    }
    return unfinished;
}

void VirtualDriver::check(const apps::Plan& plan) const {
    for (std::size_t chain = 0; chain < plan.chains.size(); ++chain) {
        for (const apps::Group& group : plan.chains[chain].groups) {
            const Timing& timing = *chains_.at(chain);
            if (timing.can_run(group.pu, group.stages)) continue;
            throw data_error("PU " + engines_[group.pu]->pu().name.str() + " cannot run stages " +
                             std::to_string(group.stages.first.number()) + " to " +
                             std::to_string(group.stages.last.number()) + " of " + timing.app().str() +
                             ": the SoC model has no time for one of them");
        }
    }
}

// "tree 0:1-4 2:5-7": what a generator is for.
std::string VirtualDriver::name_of(const apps::Plan& plan) const {
    std::string name = "run";
    for (std::size_t chain = 0; chain < plan.chains.size(); ++chain) {
        name += '\n' + chains_.at(chain)->app().str();
        for (const apps::Group& group : plan.chains[chain].groups) {
            name += ' ' + engines_[group.pu]->pu().name.str() + ':' + std::to_string(group.stages.first.number()) +
                    '-' + std::to_string(group.stages.last.number());
        }
    }
    return plan.chains.size() == 1 ? name : name + order_of(plan);
}

}  // namespace bt::soc
