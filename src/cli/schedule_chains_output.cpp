#include "cli/schedule_chains_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/format/json_writer.hpp"
#include "cli/schedule_head.hpp"
#include "cli/text_table.hpp"

namespace bt::cli {
namespace {

using schedule::ConcurrentObjective;
using schedule::ConcurrentSolution;
using schedule::Cost;

Milliseconds whole_ns(double ns) { return schedule::to_milliseconds(std::llround(ns)); }

std::size_t at(int index) { return static_cast<std::size_t>(index); }

// "layer 80", where the profile names groups by what they hold: the end of "layers 67-80".
std::string end_in_words(const format::ProfiledGroup& group) {
    const std::size_t dash = group.name.rfind('-');
    const bool range = group.name.starts_with("layers ") && dash != std::string::npos;
    if (range) return "layer " + group.name.substr(dash + 1);
    return group.name.empty() ? "stage " + std::to_string(group.stages.last.number()) : group.name;
}

std::vector<std::string> ends_in_words(const format::ProfiledApp& app) {
    std::vector<std::string> ends;
    for (const format::ProfiledGroup& group : app.groups) ends.push_back(end_in_words(group));
    return ends;
}

std::string sentence_of(const ChainsAnswer& answer, const ConcurrentSolution& solution, int chain) {
    return schedule::sentence(answer.problem.chain(chain).name, solution.assignment[at(chain)],
                              answer.problem.pu_names(), ends_in_words(*answer.input.chains[at(chain)]));
}

// How much longer the best baseline takes, as a share of this one.
std::optional<double> improvement(const ChainsAnswer& answer, const ConcurrentSolution& solution) {
    const ChainsRow* best = answer.best_baseline();
    if (!best || best->solution->value.late != solution.value.late || solution.value.cost == 0) return std::nullopt;
    return in_ms(best->solution->value.cost) / in_ms(solution.value.cost) - 1;
}

format::ScheduledChain scheduled(const ChainsAnswer& answer, const ConcurrentSolution& solution, int chain) {
    const format::ProfiledApp& app = *answer.input.chains[at(chain)];
    format::ScheduledChain made{.app = app.app, .params = app.params, .groups = {}};
    for (std::size_t group = 0; group < app.groups.size(); ++group) {
        const int pu = solution.assignment[at(chain)][group];
        made.groups.push_back({answer.problem.pu_names()[at(pu)], app.groups[group].stages});
    }
    return made;
}

format::PredictedChain predicted(const ChainsAnswer& answer, const ConcurrentSolution& solution, int chain) {
    const auto& spans = solution.timeline.groups[at(chain)];
    format::PredictedChain made{whole_ns(spans.front().start), whole_ns(spans.back().end), {}};
    for (std::size_t group = 0; group < spans.size(); ++group) {
        const int pu = solution.assignment[at(chain)][group];
        made.groups.push_back(
            {whole_ns(spans[group].start), whole_ns(spans[group].end),
             schedule::to_milliseconds(answer.problem.cost(chain, static_cast<int>(group), pu).alone())});
    }
    return made;
}

format::ConcurrentSchedule record_of(const ChainsAnswer& answer, const ChainsRow& row) {
    const ConcurrentSolution& solution = *row.solution;
    format::ConcurrentSchedule made{
        .uid = {},
        .device = answer.input.device,
        .backend = answer.input.backend,
        .chains = {},
        .order = {},
        .predicted = format::PredictedMakespan{schedule::to_milliseconds(solution.timeline.makespan()), {}, {}}};
    for (int chain = 0; chain < answer.problem.chains(); ++chain) {
        made.chains.push_back(scheduled(answer, solution, chain));
        made.predicted->chains.push_back(predicted(answer, solution, chain));
    }
    for (int pu = 0; pu < answer.problem.pus(); ++pu) {
        const auto& list = solution.timeline.order[at(pu)];
        if (list.empty()) continue;
        auto& groups = made.order[answer.problem.pu_names()[at(pu)]];
        for (const schedule::GroupOfChain& each : list) groups.push_back({at(each.chain), at(each.group)});
    }
    if (answer.objective == ConcurrentObjective::period) {
        made.in_flight = at(schedule::rounds_in_flight(answer.problem));
        made.predicted->period = schedule::to_milliseconds(solution.value.cost);
    }
    made.origin.objective = to_string(answer.objective);
    made.origin.contention = to_string(answer.problem.contention().kind());
    if (row.ours) {
        made.origin.rank = 1;
        made.origin.engine = answer.engine;
        made.origin.proven = answer.ours.proven();
    }
    made.uid = format::uid_of(made);
    return made;
}

// "single cuda" is the rule "single".
std::string rule_of(const ChainsRow& row) { return row.name.substr(0, row.name.find(' ')); }

std::string improvement_text(const ChainsAnswer& answer, const ConcurrentSolution& solution) {
    const auto share = improvement(answer, solution);
    return share ? fmt::format("{:+.1f} %", *share * 100) : "-";
}

std::string proven_text(const ChainsAnswer& answer, const ChainsRow& row) {
    if (!row.ours) return "-";
    if (answer.ours.proven()) return "yes";
    const auto gap = answer.ours.gap();
    return gap ? fmt::format("to {:.2f} %", *gap * 100) : "no";
}

// Weights make of an end what no clock shows.
std::string metric_heading(const ChainsAnswer& answer) {
    std::string metric(to_string(answer.objective));
    std::transform(metric.begin(), metric.end(), metric.begin(), [](unsigned char c) { return std::toupper(c); });
    bool weighted = false;
    for (int chain = 0; chain < answer.problem.chains(); ++chain) weighted |= answer.problem.chain(chain).weight != 1;
    weighted = weighted && answer.objective != ConcurrentObjective::period;
    return (weighted ? "WEIGHTED " : "") + metric + " ms";
}

}  // namespace

const ChainsRow* ChainsAnswer::best_baseline() const {
    // Where nothing contends, the optimum of who is blind to it is ours.
    const bool blind_is_ours = problem.contention().kind() == schedule::ContentionKind::none;
    const ChainsRow* best = nullptr;
    for (const ChainsRow& row : rows) {
        if (row.ours || !row.solution || (blind_is_ours && rule_of(row) == "blind")) continue;
        if (!best || row.solution->value < best->solution->value) best = &row;
    }
    return best;
}

std::vector<format::ConcurrentSchedule> as_records(const ChainsAnswer& answer) {
    std::vector<format::ConcurrentSchedule> records;
    for (const ChainsRow& row : answer.rows) {
        if (!row.solution) continue;
        format::ConcurrentSchedule next = record_of(answer, row);
        auto same = std::find_if(records.begin(), records.end(),
                                 [&](const format::ConcurrentSchedule& each) { return each.uid == next.uid; });
        if (same == records.end()) same = records.insert(records.end(), std::move(next));
        const std::string rule = rule_of(row);
        auto& rules = same->origin.baselines;
        if (!row.ours && std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
    return records;
}

std::string as_table(const ChainsAnswer& answer) {
    std::vector<std::string> headings{"SCHEDULE", metric_heading(answer), "BEST BASELINE", "PROVEN", "SWITCHES"};
    for (int chain = 0; chain < answer.problem.chains(); ++chain) {
        headings.push_back(answer.problem.chain(chain).name + " ENDS ms");
    }
    TextTable table(headings);
    std::string missing;
    for (const ChainsRow& row : answer.rows) {
        if (!row.solution) {
            missing += "no schedule by " + row.name + ": " + row.why + "\n";
            continue;
        }
        int switches = 0;
        for (const auto& pus : row.solution->assignment) switches += schedule::switches(pus);
        std::vector<std::string> cells{row.name, fmt::format("{:.3f}", in_ms(row.solution->value.cost)),
                                       improvement_text(answer, *row.solution), proven_text(answer, row),
                                       std::to_string(switches)};
        for (int chain = 0; chain < answer.problem.chains(); ++chain) {
            cells.push_back(fmt::format("{:.3f}", in_ms(row.solution->timeline.end(chain))));
        }
        table.add(std::move(cells));
    }
    std::string out = table.str() + missing;
    for (int chain = 0; chain < answer.problem.chains(); ++chain) {
        out += sentence_of(answer, answer.ours.best, chain) + "\n";
    }
    return out;
}

std::string as_json(const ChainsAnswer& answer) {
    format::JsonWriter json;
    begin_ranking(json, "concurrent-schedule", answer);
    json.member("contention", to_string(answer.problem.contention().kind()));
    json.member("order", answer.order == schedule::OrderRule::free ? "free" : "ready");
    json.member("complete", answer.ours.proven()).member("proven_gap", answer.ours.gap());
    if (answer.period_exact) json.member("period_exact", *answer.period_exact);
    json.key("schedules").begin_array();
    for (const ChainsRow& row : answer.rows) {
        if (!row.solution) continue;
        json.begin_object().member("name", std::string_view(row.name));
        json.member("uid", std::string_view(record_of(answer, row).uid));
        json.member("value_ms", in_ms(row.solution->value.cost)).member("late_ms", in_ms(row.solution->value.late));
        json.member("improvement", improvement(answer, *row.solution)).key("chains").begin_array();
        for (int chain = 0; chain < answer.problem.chains(); ++chain) {
            json.begin_object(format::JsonLayout::line)
                .member("name", std::string_view(answer.problem.chain(chain).name));
            json.member("end_ms", in_ms(row.solution->timeline.end(chain)));
            json.member("words", std::string_view(sentence_of(answer, *row.solution, chain))).end();
        }
        json.end().end();
    }
    json.end().end();
    return json.take();
}

}  // namespace bt::cli
