#include "soc/timing.hpp"

#include <algorithm>
#include <cmath>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::soc {
namespace {

constexpr double ns_per_ms = 1e6;
constexpr double most_slowdown =
    1e9;  // of all other PUs together, up or down; with 1e9 ms it still fits a double's 2⁵³

// Times are written in ms; one of 0.7 ms is 700 000 ns, not 699 999.9999999999.
double ns_of(Milliseconds time) {
    const double ns = time.count() * ns_per_ms;
    const double whole = std::round(ns);
    return std::abs(ns - whole) <= 1e-9 * whole ? whole : ns;
}

const std::vector<format::SocStage>& stages_of(const format::SocModel& model, const AppName& app) {
    const auto found = model.apps.find(app);
    if (found != model.apps.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [name, stages] : model.apps) names.push_back(name.str());
    throw usage_error("the SoC model '" + model.name + "' does not have the application '" + app.str() + "'",
                      did_you_mean(app.str(), names));
}

const format::SocPu& pu_of(const format::SocModel& model, const PuName& name) {
    for (const format::SocPu& pu : model.pus) {
        if (pu.pu.name == name) return pu;
    }
    std::vector<std::string> names;
    for (const format::SocPu& pu : model.pus) names.push_back(pu.pu.name.str());
    throw usage_error("the SoC model '" + model.name + "' does not have the PU '" + name.str() + "'",
                      did_you_mean(name.str(), names));
}

std::vector<double> slowdown_of(const format::SocModel& model, double sensitivity, const PuName& pu,
                                std::span<const PuName> pus) {
    std::vector<double> slowdown;
    double up = 1;
    double down = 1;
    for (const PuName& beside : pus) {
        slowdown.push_back(beside == pu ? 1 : std::pow(model.factor(pu, beside), sensitivity));
        (slowdown.back() > 1 ? up : down) *= slowdown.back();
    }
    if (up <= most_slowdown && down >= 1 / most_slowdown) return slowdown;
    throw data_error("the SoC model '" + model.name + "' changes the speed of " + pu.str() + " more than 1e9 times",
                     "make its interference or its sensitivity smaller");
}

}  // namespace

Timing::Timing(const format::SocModel& model, const AppName& app, std::span<const PuName> pus) : app_(app) {
    const std::vector<format::SocStage>& stages = stages_of(model, app);
    stage_count_ = static_cast<int>(stages.size());
    for (const PuName& name : pus) {
        const format::SocPu& pu = pu_of(model, name);
        PuTimes& times = pus_.emplace_back(PuTimes{ns_of(pu.chunk_ms), ns_of(pu.stage_ms), {}});
        for (const format::SocStage& stage : stages) {
            const auto alone = stage.times.find(name);
            times.stages.push_back({alone == stage.times.end() ? 0 : ns_of(alone->second),
                                    slowdown_of(model, stage.sensitivity, name, pus)});
        }
    }
}

bool Timing::can_run(std::size_t pu, StageRange stages) const {
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        if (!can_run(pu, stage)) return false;
    }
    return true;
}

double Timing::chunk_ns(std::size_t pu, StageRange stages) const {
    double ns = fixed_ns(pu, stages.count());
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) ns += stage_ns(pu, stage);
    return ns;
}

std::vector<PuName> able_pus(const format::SocModel& model, const AppName& app) {
    const std::vector<format::SocStage>& stages = stages_of(model, app);
    std::vector<PuName> able;
    for (const format::SocPu& pu : model.pus) {
        const bool any = std::any_of(stages.begin(), stages.end(),
                                     [&](const format::SocStage& stage) { return stage.times.contains(pu.pu.name); });
        if (any) able.push_back(pu.pu.name);
    }
    return able;
}

}  // namespace bt::soc
