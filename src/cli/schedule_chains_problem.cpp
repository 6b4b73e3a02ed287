// From a profile to the problem that the engines solve.
#include <algorithm>
#include <cmath>

#include "bt/core/chain_names.hpp"
#include "cli/number.hpp"
#include "cli/schedule_chains.hpp"

namespace bt::cli {
namespace {

using schedule::Contention;

bool knows_pairs(const ChainsInput& input) {
    const auto measured = [](const format::ProfiledGroup& group) { return !group.slowdown.empty(); };
    return !input.profile.contention.pairs.empty() ||
           std::any_of(input.chains.begin(), input.chains.end(), [&](const format::ProfiledApp* app) {
               return std::any_of(app->groups.begin(), app->groups.end(), measured);
           });
}

// The first group of which some PU's memory demand is not known.
std::optional<std::string> without_demand(const ChainsInput& input) {
    for (const format::ProfiledApp* app : input.chains) {
        for (std::size_t group = 0; group < app->groups.size(); ++group) {
            for (const auto& [pu, time] : app->groups[group].times) {
                if (app->groups[group].demand_gbps.contains(pu)) continue;
                return "group " + std::to_string(group + 1) + " of " + app->app.str() + " has no demand_gbps on " +
                       pu.str();
            }
        }
    }
    return std::nullopt;
}

// What was measured directly comes first.
std::string model_of(const ChainsInput& input, const std::string& asked) {
    if (asked != "auto") return asked;
    if (knows_pairs(input)) return "pairs";
    if (without_demand(input)) return "none";
    if (!input.profile.contention.pccs.empty()) return "pccs";
    return input.profile.contention.matrices.empty() ? "none" : "matrix";
}

schedule::BandwidthMatrix matrix_of(const format::BandwidthMatrix& from) {
    return {from.standalone, from.external, from.achieved};
}

// The profile's own parameters; of PUs of which there are none, from its matrix.
std::optional<schedule::PccsParameters> pccs_of(const format::ProfiledContention& known, const PuName& pu,
                                                bool fitted) {
    const auto given = known.pccs.find(pu);
    if (given != known.pccs.end() && !fitted) {
        const format::PccsParameters& from = given->second;
        return schedule::PccsParameters{from.normal_bw, from.intensive_bw, from.mrmc, from.max_external_bw,
                                        from.tbwdc,     from.cbp,          from.rate};
    }
    const auto measured = known.matrices.find(pu);
    if (measured == known.matrices.end()) return std::nullopt;
    const schedule::BandwidthMatrix matrix = matrix_of(measured->second);
    return fitted ? schedule::fit_pccs(matrix) : schedule::construct_pccs(matrix).parameters;
}

Contention contention_of(const ChainsInput& input, const std::string& model) {
    if (model == "none") return {};
    if (model == "pairs") {
        if (knows_pairs(input)) return Contention::pairs();
        throw data_error("the profile has no factors of pairs of PUs", "--contention auto takes what it has");
    }
    if (const auto unknown = without_demand(input)) {
        throw data_error(*unknown + ": --contention " + model + " needs it", "--contention auto takes what there is");
    }
    const format::ProfiledContention& known = input.profile.contention;
    std::vector<std::optional<schedule::PccsParameters>> pccs;
    std::vector<std::optional<schedule::BandwidthMatrix>> matrices;
    for (const PuName& pu : input.profile.pus) {
        if (model != "matrix") {
            pccs.push_back(pccs_of(known, pu, model == "pccs-fit"));
        } else {
            const auto found = known.matrices.find(pu);
            matrices.push_back(found == known.matrices.end() ? std::nullopt : std::optional(matrix_of(found->second)));
        }
    }
    const bool any = std::any_of(pccs.begin(), pccs.end(), [](const auto& each) { return each.has_value(); }) ||
                     std::any_of(matrices.begin(), matrices.end(), [](const auto& each) { return each.has_value(); });
    if (!any)
        throw data_error("the profile has nothing for --contention " + model, "--contention auto takes what it has");
    return model == "matrix" ? Contention::matrix(std::move(matrices)) : Contention::pccs(std::move(pccs));
}

double factor_of(const format::ProfiledGroup& group, const format::PairFactors& pairs, const PuName& pu,
                 const PuName& other) {
    if (const auto here = group.slowdown.find(pu); here != group.slowdown.end()) {
        if (const auto beside = here->second.find(other); beside != here->second.end()) return beside->second;
    }
    const auto here = pairs.find(pu);
    if (here == pairs.end() || !here->second.contains(other)) return 1;
    return std::pow(here->second.at(other), group.sensitivity);
}

template <class Map, class Value>
auto found_or(const Map& map, const PuName& pu, Value otherwise) {
    const auto found = map.find(pu);
    return found == map.end() ? otherwise : found->second;
}

std::vector<schedule::GroupCost> costs_of(const format::ProfiledGroup& group, const format::Profile& profile) {
    std::vector<schedule::GroupCost> costs;
    for (const PuName& pu : profile.pus) {
        schedule::GroupCost cost;
        if (const auto time = group.times.find(pu); time != group.times.end()) {
            cost.time = schedule::to_cost(time->second);
            cost.fixed = schedule::to_cost(found_or(group.fixed, pu, Milliseconds(0)));
            cost.demand = found_or(group.demand_gbps, pu, 0.0);
            for (const PuName& other : profile.pus) {
                cost.slowdown.push_back(pu == other ? 1 : factor_of(group, profile.contention.pairs, pu, other));
            }
        }
        costs.push_back(std::move(cost));
    }
    return costs;
}

schedule::Chain chain_of(const format::ProfiledApp& app, const format::Profile& profile, std::string name) {
    schedule::Chain chain{.name = std::move(name), .groups = {}, .switches = {}};
    for (const format::ProfiledGroup& group : app.groups) chain.groups.push_back(costs_of(group, profile));
    const auto position = [&](const PuName& pu) {
        return static_cast<int>(std::find(profile.pus.begin(), profile.pus.end(), pu) - profile.pus.begin());
    };
    for (const format::SwitchDelay& each : app.switches) {
        chain.switches.push_back(
            {static_cast<int>(each.after), position(each.from), position(each.to), schedule::to_cost(each.delay)});
    }
    return chain;
}

double parse_value(const std::string& text, const std::string& word, const std::string& flag) {
    const auto value = number_in<double>(text);
    if (value && *value > 0 && *value <= 1e6) return *value;
    throw usage_error(flag + " " + printable(word) + ": not a number above 0", "for example " + flag + " tree=2.5");
}

// APP=VALUE for a chain ("tree#2") or for all of an application ("tree").
template <class Set>
void apply(const std::vector<std::string>& words, const std::string& flag, const ChainsInput& input,
           std::vector<schedule::Chain>& chains, Set set) {
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos) throw usage_error(flag + " " + printable(word) + ": no '='", "as in tree=2.5");
        const double value = parse_value(word.substr(equals + 1), word, flag);
        bool any = false;
        for (std::size_t i = 0; i < chains.size(); ++i) {
            const std::string name = word.substr(0, equals);
            if (name != chains[i].name && name != input.chains[i]->app.str()) continue;
            set(chains[i], value);
            any = true;
        }
        if (!any) {
            std::string names;
            for (const schedule::Chain& each : chains) names += (names.empty() ? "" : ", ") + each.name;
            throw usage_error(flag + " " + printable(word) + ": no such chain", "there are " + names);
        }
    }
}

}  // namespace

schedule::ConcurrentProblem make_problem(const ChainsInput& input, const ChainRequest& request) {
    std::vector<AppName> apps;
    for (const format::ProfiledApp* app : input.chains) apps.push_back(app->app);
    const std::vector<std::string> names = chain_names(apps);
    std::vector<schedule::Chain> chains;
    for (std::size_t i = 0; i < input.chains.size(); ++i) {
        chains.push_back(chain_of(*input.chains[i], input.profile, names[i]));
        if (request.most_switches)
            chains.back().most_switches =
                whole_number(*request.most_switches, "--max-switches", 0, "number of switches");
    }
    apply(request.weights, "--weight", input, chains,
          [](schedule::Chain& chain, double value) { chain.weight = value; });
    apply(request.deadlines, "--deadline-ms", input, chains,
          [](schedule::Chain& chain, double value) { chain.deadline = schedule::to_cost(Milliseconds(value)); });
    return {input.profile.pus, std::move(chains), contention_of(input, model_of(input, request.contention))};
}

}  // namespace bt::cli
