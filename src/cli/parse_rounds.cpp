#include "cli/parse_rounds.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/analyse/runs.hpp"
#include "cli/text_table.hpp"

namespace bt::cli {
namespace {

using analyse::ByRun;
using analyse::RoundFigures;
using format::OrWhy;
using format::PredictedMeasured;
using format::RunStatus;
using format::undefined;

constexpr const char* not_predicted = "not predicted";
constexpr const char* not_measured = "no right run with a round that counts";
constexpr const char* not_seen = "its program says one time for all of its groups";

bool counts(const MeasuredSection& section) {
    return section.status == RunStatus::ok && section.rounds && section.rounds->counts;
}

// Nobody sees the groups of programs that are somebody else's.
bool sees_groups(const MeasuredSchedule& measured) {
    return std::none_of(measured.sections.begin(), measured.sections.end(), [](const MeasuredSection& section) {
        return counts(section) && section.rounds->groups.empty();
    });
}

bool is_wrong(const MeasuredSchedule& measured) {
    return std::any_of(measured.sections.begin(), measured.sections.end(),
                       [](const MeasuredSection& section) { return section.status == RunStatus::wrong; });
}

// The mean of each run's sections: the best of those to compare with runs three times in each.
template <class Value>
ByRun by_run(const MeasuredSchedule& measured, std::size_t logs, const Value& value) {
    ByRun out(logs);
    if (is_wrong(measured)) return out;
    for (std::size_t log = 0; log < logs; ++log) {
        std::vector<double> values;
        for (const MeasuredSection& section : measured.sections) {
            if (section.log != log || !counts(section)) continue;
            const std::optional<Milliseconds> ms = value(*section.rounds);
            if (ms) values.push_back(ms->count());
        }
        if (!values.empty()) out[log] = mean(values);
    }
    return out;
}

PredictedMeasured pair_of(std::optional<Milliseconds> predicted, const ByRun& runs, const char* why = not_measured) {
    PredictedMeasured pair;
    pair.predicted = predicted ? OrWhy<Milliseconds>(*predicted) : undefined<Milliseconds>(not_predicted);
    const analyse::Figure figure = analyse::over_runs(runs);
    if (!figure.value) {
        pair.measured = undefined<Milliseconds>(why);
        pair.ci = undefined<Ci>(why);
        return pair;
    }
    pair.measured = Milliseconds(*figure.value);
    pair.ci = figure.ci ? OrWhy<Ci>(*figure.ci) : undefined<Ci>(figure.why);
    return pair;
}

OrWhy<double> ratio(const OrWhy<Milliseconds>& above, const OrWhy<Milliseconds>& below) {
    if (!above) return undefined<double>(above.why());
    if (!below) return undefined<double>(below.why());
    if (below.value()->count() <= 0) return undefined<double>("it takes no time alone");
    return *above / *below;
}

class Summarising {
public:
    Summarising(const MeasuredSchedule& measured, std::size_t logs)
        : measured_(measured), schedule_(*measured.concurrent), logs_(logs), sees_groups_(sees_groups(measured)) {}

    format::RoundsSummary rounds() const {
        format::RoundsSummary out{
            .baselines = schedule_.origin.baselines, .makespan = {}, .latency = {}, .period = {}, .chains = {}};
        const auto& predicted = schedule_.predicted;
        out.makespan = pair_of(predicted ? std::optional(predicted->makespan) : std::nullopt,
                               runs([](const RoundFigures& round) { return round.makespan; }));
        Milliseconds sum{0};
        if (predicted) {
            for (const format::PredictedChain& chain : predicted->chains) sum += chain.end;
        }
        out.latency = pair_of(predicted ? std::optional(sum) : std::nullopt, runs([](const RoundFigures& round) {
                                  Milliseconds all{0};
                                  for (const Milliseconds& latency : round.latency) all += latency;
                                  return all;
                              }));
        out.period = pair_of(predicted ? predicted->period : std::nullopt,
                             runs([](const RoundFigures& round) { return round.period; }));
        std::size_t number = 0;
        for (std::size_t chain = 0; chain < schedule_.chains.size(); ++chain) {
            out.chains.push_back(chain_summary(chain, number));
            number += schedule_.chains[chain].groups.size();
        }
        return out;
    }

private:
    template <class Value>
    ByRun runs(const Value& value) const {
        return by_run(measured_, logs_,
                      [&](const RoundFigures& round) { return std::optional<Milliseconds>(value(round)); });
    }

    ByRun group_runs(std::size_t number, Milliseconds analyse::GroupFigures::*value) const {
        if (!sees_groups_) return ByRun(logs_);
        return runs([&](const RoundFigures& round) { return round.groups[number].*value; });
    }

    const format::PredictedGroup* predicted_group(std::size_t chain, std::size_t group) const {
        if (!schedule_.predicted) return nullptr;
        const auto& groups = schedule_.predicted->chains[chain].groups;
        return groups.empty() ? nullptr : &groups[group];
    }

    format::GroupSummary group_summary(std::size_t chain, std::size_t group, std::size_t number) const {
        format::GroupSummary out{.group = schedule_.chains[chain].groups[group]};
        const format::PredictedGroup* predicted = predicted_group(chain, group);
        const char* const why = sees_groups_ ? not_measured : not_seen;
        out.time = pair_of(predicted ? std::optional(predicted->end - predicted->start) : std::nullopt,
                           group_runs(number, &analyse::GroupFigures::busy), why);
        if (predicted) out.alone = predicted->alone;
        out.slowdown = ratio(out.time.measured, out.alone);
        out.predicted_slowdown = ratio(out.time.predicted, out.alone);
        const auto contended = analyse::over_runs(group_runs(number, &analyse::GroupFigures::contended));
        if (contended.value && out.time.measured) {
            const double busy = out.time.measured.value()->count();
            out.contended = busy > 0 ? std::clamp(*contended.value / busy, 0.0, 1.0) : 0.0;
        } else {
            out.contended = undefined<double>(why);
        }
        return out;
    }

    format::ChainSummary chain_summary(std::size_t chain, std::size_t first) const {
        format::ChainSummary out{.app = schedule_.chains[chain].app, .latency = {}, .groups = {}};
        const auto& predicted = schedule_.predicted;
        out.latency = pair_of(predicted ? std::optional(predicted->chains[chain].end) : std::nullopt,
                              runs([&](const RoundFigures& round) { return round.latency[chain]; }));
        for (std::size_t group = 0; group < schedule_.chains[chain].groups.size(); ++group) {
            out.groups.push_back(group_summary(chain, group, first + group));
        }
        out.contended_slowdown = contended_slowdown(out.groups);
        return out;
    }

    // The time beside other chains ÷ what is left of the time alone once what ran uncontended is taken from it.
    static OrWhy<double> contended_slowdown(const std::vector<format::GroupSummary>& groups) {
        double contended = 0;
        double alone = 0;
        for (const format::GroupSummary& group : groups) {
            if (!group.time.measured) return undefined<double>(group.time.measured.why());
            if (!group.alone) return undefined<double>(group.alone.why());
            const double measured = group.time.measured.value()->count();
            contended += measured * *group.contended;
            alone += group.alone.value()->count() - measured * (1 - *group.contended);
        }
        if (contended <= 0) return undefined<double>("it never ran beside another");
        if (alone <= 0) return undefined<double>("it ran faster than alone also by itself");
        return contended / alone;
    }

    const MeasuredSchedule& measured_;
    const format::ConcurrentSchedule& schedule_;
    std::size_t logs_;
    bool sees_groups_;
};

std::string ms(const OrWhy<Milliseconds>& time) { return time ? fmt::format("{:.3f}", time.value()->count()) : "-"; }
std::string factor(const OrWhy<double>& value) { return value ? fmt::format("{:.2f}", *value) : "-"; }

}  // namespace

format::RoundsSummary summarise_rounds(const MeasuredSchedule& measured, std::size_t logs) {
    return Summarising(measured, logs).rounds();
}

std::map<PuName, double> utilisation_of_rounds(const MeasuredSchedule& measured) {
    std::map<PuName, double> shares;
    if (!sees_groups(measured)) return shares;
    double sections = 0;
    for (const MeasuredSection& section : measured.sections) sections += counts(section);
    for (const MeasuredSection& section : measured.sections) {
        if (!counts(section)) continue;
        const Milliseconds round = section.rounds->period.value_or(section.rounds->makespan);
        for (std::size_t i = 0; i < measured.record.chunks.size() && round.count() > 0; ++i) {
            shares[measured.record.chunks[i].pu] += section.rounds->groups[i].busy / round / sections;
        }
    }
    for (auto& [pu, share] : shares) share = std::clamp(share, 0.0, 1.0);
    return shares;
}

std::string too_noisy(const ParsedLogs& parsed, std::size_t logs) {
    double worst = analyse::most_spread;
    std::string said;
    for (const MeasuredSchedule& measured : parsed.schedules) {
        const bool control = measured.concurrent && !measured.concurrent->origin.baselines.empty();
        for (std::size_t log = 0; log < logs && control; ++log) {
            std::vector<double> values;
            for (const MeasuredSection& section : measured.sections) {
                if (section.log == log && section.figures.interval) values.push_back(section.figures.interval->count());
            }
            const auto spread = analyse::spread(values);
            if (!spread || *spread <= worst) continue;
            worst = *spread;
            said =
                fmt::format("{} drifted by {:.1f} % within a run: no prediction is judged and no schedule called best",
                            measured.record.uid, worst * 100);
        }
    }
    return said;
}

std::string groups_text(const format::ScheduleSummary& schedule) {
    TextTable table(
        {"CHAIN", "STAGES", "PU", "MEASURED ms", "PREDICTED", "ALONE", "SLOWDOWN", "PREDICTED", "BESIDE %"});
    for (const format::ChainSummary& chain : schedule.rounds->chains) {
        for (const format::GroupSummary& group : chain.groups) {
            const std::string words = to_string(std::span(&group.group, 1));
            table.add({chain.app.str(), words.substr(0, words.find(' ')), group.group.pu.str(), ms(group.time.measured),
                       ms(group.time.predicted), ms(group.alone), factor(group.slowdown),
                       factor(group.predicted_slowdown),
                       group.contended ? fmt::format("{:.0f}", *group.contended * 100) : "-"});
        }
        table.add({chain.app.str(), "latency", "", ms(chain.latency.measured), ms(chain.latency.predicted), "",
                   factor(chain.contended_slowdown), "", ""});
    }
    return table.str() +
           "SLOWDOWN: of a group measured / alone; of a chain's latency row while another chain ran, what it did "
           "uncontended left out\n";
}

}  // namespace bt::cli
