#include "cli/schedule_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/format/json_writer.hpp"
#include "cli/schedule_head.hpp"
#include "cli/text_table.hpp"

namespace bt::cli {
namespace {

using schedule::Cost;
using schedule::Piece;
using schedule::Ranked;

std::string ms(Cost cost) { return fmt::format("{:.3f}", in_ms(cost)); }
std::string ms(double nanoseconds) { return fmt::format("{:.3f}", nanoseconds / 1e6); }

const std::string& pu_name(const schedule::Problem& problem, const Piece& piece) {
    return problem.model().pus()[static_cast<std::size_t>(piece.pu)].str();
}

std::string range(const Piece& piece) {
    if (piece.end - piece.first == 1) return std::to_string(piece.end);
    return std::to_string(piece.first + 1) + "-" + std::to_string(piece.end);
}

std::string tied_text(const Ranked& each) {
    if (each.tied_with.empty()) return "-";
    return "=" + std::to_string(each.tied_with.front() + 1) +
           (each.tied_with.size() > 1 ? fmt::format(" +{}", each.tied_with.size() - 1) : "");
}

std::string interval_text(const Ranked& each) {
    const Cost half = (each.prediction.high() - each.prediction.low()) / 2;
    return ms(each.prediction.interval) + (each.prediction.sure() ? " ±" + ms(half) : "");
}

format::ScheduleMetrics metrics_of(const Ranked& each) {
    format::ScheduleMetrics metrics;
    const auto time = [](Cost cost) { return std::optional(schedule::to_milliseconds(cost)); };
    metrics.max_time = time(each.plain.widest);
    metrics.min_time = time(each.plain.narrowest);
    metrics.gapness = time(each.plain.gap());
    metrics.avg_time = Milliseconds(in_ms(each.plain.latency) / each.plain.pus());
    metrics.latency = time(each.plain.latency);
    metrics.interval = time(each.prediction.interval);
    if (each.prediction.sure()) {
        metrics.interval_ci = Ci{in_ms(each.prediction.low()), in_ms(each.prediction.high())};
    }
    metrics.speedup = each.speedup;
    return metrics;
}

// The table that says what a PU does alone.
std::string_view single_pu_table(const ScheduleInput& input) {
    return input.measured.normal || input.measured.alone ? "normal" : "fully";
}

// Whether the column INTERVAL holds what the engine proves something of.
bool prints_plain_cost(const ScheduleAnswer& answer) {
    return std::all_of(answer.list.begin(), answer.list.end(),
                       [](const Ranked& each) { return each.prediction.interval == each.plain.widest; });
}

// What a `no` in the column PROVEN means there.
std::string legend_of(const ScheduleAnswer& answer) {
    const auto& list = answer.list;
    if (std::all_of(list.begin(), list.end(), [](const Ranked& each) { return each.proven; })) return "";
    if (!answer.ranking.complete) return "PROVEN no: the engine's time was up; a better one may be missing\n";
    return "PROVEN no: one ranked behind it is better with its PUs always busy, not as busy as they are predicted to "
           "be\n";
}

void write_explanation(format::JsonWriter& json, const schedule::Problem& problem,
                       const schedule::Explanation& explanation) {
    const schedule::Prediction& prediction = explanation.prediction;
    const auto& pieces = explanation.candidate.pieces;
    json.begin_object().member("uid", std::string_view(problem.uid(pieces)));
    json.member("interval_ms", in_ms(prediction.interval)).member("latency_ms", in_ms(explanation.candidate.latency));
    json.key("chunks").begin_array();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        json.begin_object(format::JsonLayout::line).member("pu", std::string_view(pu_name(problem, pieces[i])));
        json.member("first_stage", pieces[i].first + 1).member("last_stage", pieces[i].end);
        json.member("busy_ms", prediction.chunks[i] / 1e6).member("widest", i == prediction.widest).end();
    }
    json.end().member("costliest_stage", explanation.costliest_stage + 1);
    json.member("costliest_ms", in_ms(explanation.costliest_time));
    json.key("next_widest_ms");
    if (pieces.size() > 1) {
        json.value(in_ms(explanation.runner_up));
    } else {
        json.null();
    }
    json.key("changes").begin_array();
    for (const schedule::Change& change : explanation.changes) {
        json.begin_object(format::JsonLayout::line).member("what", std::string_view(change.what));
        json.member("interval_ms", in_ms(change.interval)).member("uid", std::string_view(change.uid)).end();
    }
    json.end().end();
}

}  // namespace

double proven_gap(const ScheduleAnswer& answer) {
    if (answer.ranking.candidates.empty()) return 0;
    const Cost best = schedule::value(answer.ranking.candidates.front(), answer.objective);
    if (answer.ranking.complete || answer.ranking.bound >= best) return 0;
    return static_cast<double>(best - answer.ranking.bound) /
           static_cast<double>(std::max<Cost>(answer.ranking.bound, 1));
}

std::string proven_text(const ScheduleAnswer& answer) {
    const Cost best = schedule::value(answer.ranking.candidates.front(), answer.objective);
    const std::string what = answer.objective == schedule::Objective::gap       ? "gap"
                             : answer.objective == schedule::Objective::latency ? "latency"
                             : prints_plain_cost(answer)                        ? "interval"
                                                         : "plain cost (the widest chunk with all PUs always busy)";
    if (answer.ranking.bound <= 0) return "nothing is proven of how small the " + what + " can be";
    return fmt::format(
        "the best of them has the {} {} ms, and none has less than {} ms: at most {:.1f} % above the proven bound",
        what, ms(best), ms(std::min(best, answer.ranking.bound)), proven_gap(answer) * 100);
}

void add_predicted(format::ScheduleRecord& record, const schedule::Problem& problem, const Ranked& ranked) {
    const std::vector<Piece>& pieces = ranked.plain.pieces;
    const schedule::PuSet set = schedule::set_of(pieces);
    const schedule::ChunkCosts& costs = problem.group_of(set).costs;
    const auto times = [](Cost cost) { return std::optional(schedule::to_milliseconds(cost)); };
    record.chunk_times.clear();
    record.stage_times.clear();
    for (const Piece& piece : pieces) {
        record.chunk_times.push_back(times(costs.cost(piece.pu, piece.first, piece.end)));
        for (int stage = piece.first; stage < piece.end; ++stage) {
            record.stage_times.push_back(times(problem.model().times(set).at(stage, piece.pu).time));
        }
    }
    record.metrics = metrics_of(ranked);
}

std::vector<format::ScheduleRecord> as_records(const ScheduleAnswer& answer) {
    std::vector<format::ScheduleRecord> records;
    for (const Ranked& each : answer.list) {
        format::ScheduleRecord record;
        record.uid = each.uid;
        record.device = answer.input.device;
        record.app = answer.input.app;
        record.backend = answer.input.backend;
        record.params = answer.input.params;
        record.rank = static_cast<int>(records.size()) + 1;
        record.solution_id = static_cast<int>(records.size());
        record.objective = to_string(answer.objective);
        record.engine = answer.engine;
        record.proven = each.proven;
        record.tables = answer.input.tables;
        record.chunks = answer.problem.chunks(each.plain.pieces);
        add_predicted(record, answer.problem, each);
        for (const std::size_t other : each.tied_with) record.metrics.tied_with.push_back(answer.list[other].uid);
        records.push_back(std::move(record));
    }
    return records;
}

std::string as_table(const ScheduleAnswer& answer) {
    TextTable table(
        {"RANK", "UID", "CHUNKS", "INTERVAL ms", "LATENCY ms ≥", "GAP ms", "SPEED-UP", "WIDEST", "TIED", "PROVEN"});
    for (std::size_t i = 0; i < answer.list.size(); ++i) {
        const Ranked& each = answer.list[i];
        const Piece& widest = each.plain.pieces[each.prediction.widest];
        table.add({std::to_string(i + 1), each.uid, to_string(answer.problem.chunks(each.plain.pieces)),
                   interval_text(each), ms(each.plain.latency), ms(each.plain.gap()),
                   each.speedup ? fmt::format("{:.2f}", *each.speedup) : "-",
                   range(widest) + " " + pu_name(answer.problem, widest), tied_text(each), each.proven ? "yes" : "no"});
    }
    std::string out = table.str();
    if (const auto single = schedule::best_single_pu(answer.problem.model())) {
        out += "best single PU: " + answer.problem.model().pus()[static_cast<std::size_t>(single->pu)].str() + ", " +
               ms(single->interval) + " ms by the table " + std::string(single_pu_table(answer.input)) + "\n";
    }
    return out + legend_of(answer);
}

std::string as_json(const ScheduleAnswer& answer, const std::optional<schedule::Explanation>& explained) {
    format::JsonWriter json;
    begin_ranking(json, "schedule", answer);
    json.member("complete", answer.ranking.complete).member("proven_gap", proven_gap(answer));
    json.key("single_pu");
    if (const auto single = schedule::best_single_pu(answer.problem.model())) {
        const std::string& name = answer.problem.model().pus()[static_cast<std::size_t>(single->pu)].str();
        json.begin_object(format::JsonLayout::line).member("pu", std::string_view(name));
        json.member("interval_ms", in_ms(single->interval)).member("table", single_pu_table(answer.input)).end();
    } else {
        json.null();
    }
    json.key("schedules").begin_array();
    for (std::size_t i = 0; i < answer.list.size(); ++i) {
        const Ranked& each = answer.list[i];
        json.begin_object(format::JsonLayout::line).member("rank", i + 1).member("uid", std::string_view(each.uid));
        json.member("chunks", std::string_view(to_string(answer.problem.chunks(each.plain.pieces))));
        json.member("interval_ms", in_ms(each.prediction.interval)).key("interval_ci_ms");
        if (each.prediction.sure()) {
            json.begin_array().value(in_ms(each.prediction.low())).value(in_ms(each.prediction.high())).end();
        } else {
            json.null();
        }
        json.member("max_time_ms", in_ms(each.plain.widest)).member("latency_ms", in_ms(each.plain.latency));
        json.member("gap_ms", in_ms(each.plain.gap())).member("speedup", each.speedup);
        json.member("widest", std::string_view(pu_name(answer.problem, each.plain.pieces[each.prediction.widest])));
        json.key("tied_with").begin_array();
        for (const std::size_t other : each.tied_with) json.value(std::string_view(answer.list[other].uid));
        json.end().member("proven", each.proven).end();
    }
    json.end();
    if (explained) write_explanation(json.key("explanation"), answer.problem, *explained);
    return json.end().take();
}

std::string as_text(const schedule::Problem& problem, const schedule::Explanation& explanation) {
    constexpr int width = 40;
    const schedule::Prediction& prediction = explanation.prediction;
    const auto& pieces = explanation.candidate.pieces;
    const auto interval = static_cast<double>(prediction.interval);
    std::string out = problem.uid(pieces) + ": interval " + ms(prediction.interval) + " ms, latency at least " +
                      ms(explanation.candidate.latency) + " ms\n";
    TextTable bars({"PU", "STAGES", "BUSY", "ms", ""});
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const double share = prediction.chunks[i] / interval;
        const int filled = std::clamp(static_cast<int>(share * width + 0.5), 0, width);
        std::string bar;
        for (int column = 0; column < width; ++column) bar += column < filled ? "█" : "·";
        bars.add({pu_name(problem, pieces[i]), range(pieces[i]), bar, ms(prediction.chunks[i]),
                  fmt::format("{:.0f} %{}", share * 100, i == prediction.widest ? ", the widest" : "")});
    }
    out += bars.str();
    const Piece& widest = pieces[prediction.widest];
    out += fmt::format("limited by {}; its costliest stage is {} ({} ms while all the others work)",
                       pu_name(problem, widest), explanation.costliest_stage + 1, ms(explanation.costliest_time));
    if (pieces.size() > 1) {
        out += fmt::format(". However fast it were, the next chunk needs {} ms", ms(explanation.runner_up));
    }
    out += "\n";
    if (explanation.changes.empty()) return out + "nothing near it or in the list is better\n";
    out += "cheapest changes that improve it:\n";
    for (const schedule::Change& change : explanation.changes) {
        out += fmt::format("  {}: {} ms ({:+.1f} %), {}\n", change.what, ms(change.interval),
                           (static_cast<double>(change.interval) / interval - 1) * 100, change.uid);
    }
    return out;
}

}  // namespace bt::cli
