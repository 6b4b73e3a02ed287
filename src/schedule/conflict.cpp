#include "schedule/conflict.hpp"

#include "bt/core/error.hpp"

namespace bt::schedule {
namespace {

bool runs(const Problem& problem, int stage, int pu) {
    const CostModel& model = problem.model();
    for (PuSet set = 1; set < (PuSet{1} << static_cast<unsigned>(problem.pus())); ++set) {
        if (((set >> static_cast<unsigned>(pu)) & 1U) && model.offers(set) &&
            model.times(set).at(stage, pu).time != impossible) {
            return true;
        }
    }
    return false;
}

std::string pus_of(const Problem& problem, int stage) {
    std::string names;
    for (int pu = 0; pu < problem.pus(); ++pu) {
        if (runs(problem, stage, pu)) names += ' ' + problem.model().pus()[static_cast<std::size_t>(pu)].str();
    }
    return names;
}

[[noreturn]] void blame_tables(const Problem& problem) {
    for (int stage = 0; stage < problem.stages(); ++stage) {
        if (pus_of(problem, stage).empty()) {
            throw data_error("no PU has a time for stage " + std::to_string(stage + 1), "measure it on some PU");
        }
    }
    throw data_error("the tables allow no schedule: the stages that each PU can run do not make a pipeline",
                     "each PU runs neighbouring stages once: measure those that lack a time on some PU");
}

// A constraint that the tables contradict becomes clear only with what they allow.
std::string advice_for(const Problem& problem, const std::vector<Constraint>& core) {
    if (core.size() > 1) return "leave one of them out";
    for (const Stage stage : core.front().stages) {
        const std::string pus = pus_of(problem, static_cast<int>(stage.index()));
        if (!core.front().pus.empty())
            return "the tables let stage " + std::to_string(stage.number()) + " run on:" + pus;
    }
    return "the tables hold " + std::to_string(problem.stages()) + " stages on " + std::to_string(problem.pus()) +
           (problem.pus() == 1 ? " PU" : " PUs");
}

}  // namespace

void throw_infeasible(const Problem& problem, const std::function<bool(const Problem&)>& feasible) {
    std::vector<Constraint> core = problem.constraints();
    if (core.empty() || !feasible(problem.under({}))) blame_tables(problem);
    for (std::size_t i = 0; i < core.size();) {
        std::vector<Constraint> without = core;
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
        if (feasible(problem.under(without))) {
            ++i;
        } else {
            core = std::move(without);
        }
    }
    std::string words;
    for (std::size_t i = 0; i < core.size(); ++i) {
        words += (i == 0 ? "" : i + 1 == core.size() ? " and " : ", ") + core[i].str();
    }
    throw usage_error(core.size() == 1 ? "no schedule satisfies " + words : words + " contradict each other",
                      advice_for(problem, core));
}

}  // namespace bt::schedule
