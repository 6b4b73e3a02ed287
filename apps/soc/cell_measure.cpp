#include "soc/cell_measure.hpp"

#include <algorithm>
#include <cmath>

#include "bt/core/error.hpp"

namespace bt::soc {
namespace {

// "cell\ntree 2-2 big of big+vulkan": what a generator is for.
std::string name_of(const AppName& app, const apps::BenchTarget& target) {
    return "cell\n" + app.str() + ' ' + std::to_string(target.stages.first.number()) + '-' +
           std::to_string(target.stages.last.number()) + ' ' + target.pu.str() + " of " + target.set.str();
}

// Of parts that all run at one speed each: how long they take beside PUs that are busy all the time.
double length_of(const std::vector<Part>& parts, const std::vector<bool>& busy) {
    double ns = 0;
    for (const Part& part : parts) {
        double slowdown = 1;
        for (std::size_t beside = 0; beside < part.slowdown.size(); ++beside) {
            if (busy[beside]) slowdown *= part.slowdown[beside];
        }
        ns += part.ns * slowdown;
    }
    return ns;
}

}  // namespace

std::size_t VirtualCellMeasure::index_of(const PuName& pu) const {
    const auto found = std::find(pus_.begin(), pus_.end(), pu);
    if (found == pus_.end()) throw usage_error("unknown PU " + pu.str());
    return static_cast<std::size_t>(found - pus_.begin());
}

std::vector<bool> VirtualCellMeasure::beside(const apps::BenchTarget& target) const {
    std::vector<bool> busy(pus_.size());
    for (const PuName& pu : target.set.pus()) busy[index_of(pu)] = pu != target.pu;
    return busy;
}

bool VirtualCellMeasure::can_measure(const apps::BenchTarget& target) const {
    return timing_.can_run(index_of(target.pu), target.stages);
}

apps::CellSamples VirtualCellMeasure::measure(const apps::BenchTarget& target) {
    constexpr double longest = 9e18;  // logs count ns in 63 bits
    const std::vector<bool> busy = beside(target);
    Noise noise = noise_.of(name_of(timing_.app(), target));
    Noise none({}, 1, 0);
    const double quiet = std::min(execute(target, busy, none), longest);
    apps::CellSamples result{.batch = apps::batch_for(std::llround(quiet), rules_)};
    apps::Sampling sampling(rules_.of(target.pu), 0);
    double now = 0;
    while (sampling.stopped() == apps::Stopped::no) {
        double sample = 0;
        for (std::int64_t i = 0; i < result.batch; ++i) sample += execute(target, busy, noise);
        now += sample;
        if (!(now < longest)) throw data_error("the SoC model's times are too long: 292 years have passed");
        sampling.add(std::llround(sample), std::llround(now));
    }
    result.ns = sampling.samples();
    result.stopped = sampling.stopped();
    return result;
}

double VirtualCellMeasure::execute(const apps::BenchTarget& target, const std::vector<bool>& busy, Noise& noise) {
    parts_.clear();
    add_parts(timing_, index_of(target.pu), target.stages, noise, parts_);
    return length_of(parts_, busy);
}

}  // namespace bt::soc
