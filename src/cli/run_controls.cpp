#include "cli/run_controls.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "cli/schedule_output.hpp"

namespace bt::cli {
namespace {

using format::ScheduleRecord;
using schedule::Candidate;
using schedule::CostModel;
using schedule::Problem;

// A model and what it refers to.
struct TableTimes {
    ScheduleInput input;
    std::unique_ptr<CostModel> model;
    Problem problem;
};

// Nothing where the store has no such table.
std::unique_ptr<TableTimes> read_times(const std::string& table, const FoundSchedules& found,
                                       const execute::Subject& subject, const store::Store& held) {
    const ScheduleSources sources{.device = subject.device.str(),
                                  .app = subject.app.str(),
                                  .table = table,
                                  .backend = std::string(to_string(found.backend))};
    Globals globals;
    if (found.date) globals.date = found.date->str();
    try {
        ScheduleInput input = read_schedule_input(sources, held, globals);
        auto model = schedule::make_table_costs(input.measured, input.choice, input.pus);
        Problem problem(*model, {}, {subject.device, subject.app, found.backend});
        return std::make_unique<TableTimes>(std::move(input), std::move(model), std::move(problem));
    } catch (const Error&) {
        return nullptr;
    }
}

// Its plain costs; nothing where the model cannot run it.
std::optional<Candidate> evaluated(const Problem& problem, const Chunks& chunks) {
    const std::vector<PuName>& pus = problem.model().pus();
    std::vector<schedule::Piece> pieces;
    for (const Chunk& chunk : chunks) {
        const auto pu = std::find(pus.begin(), pus.end(), chunk.pu);
        const int end = chunk.stages.last.number();
        if (pu == pus.end() || end > problem.stages()) return std::nullopt;
        const schedule::Piece piece{static_cast<int>(pu - pus.begin()), chunk.stages.first.number() - 1, end};
        for (int stage = piece.first; stage < end; ++stage) {
            if (!problem.allows(stage, piece.pu)) return std::nullopt;
        }
        pieces.push_back(piece);
    }
    if (!problem.has_group(schedule::set_of(pieces))) return std::nullopt;
    return schedule::evaluate(problem, std::move(pieces));
}

// Whether these are the times that a schedule was computed from. The tables' hashes alone do not tell which campaign
// and which costs were taken.
bool explains(const TableTimes& times, const ScheduleRecord& record) {
    if (!record.tables.empty() && record.tables != times.input.tables) return false;
    const auto plain = evaluated(times.problem, record.chunks);
    return plain && std::abs(plain->widest - schedule::to_cost(*record.metrics.max_time)) <= 1;
}

bool explains(const TableTimes& times, const std::vector<ScheduleRecord>& records, const Params& params) {
    if (times.input.params && *times.input.params != params) return false;
    bool any = false;
    for (const ScheduleRecord& record : records) {
        if (execute::is_control(record) || !record.metrics.max_time) continue;
        if (!explains(times, record)) return false;
        any = true;
    }
    return any;
}

std::unique_ptr<TableTimes> times_behind(const std::vector<ScheduleRecord>& records, const FoundSchedules& found,
                                         const execute::Subject& subject, const store::Store& held) {
    for (const char* table : {"auto", "normal", "fully", "sets"}) {
        auto times = read_times(table, found, subject, held);
        if (times && explains(*times, records, subject.params)) return times;
    }
    return nullptr;
}

}  // namespace

void predict_controls(std::vector<ScheduleRecord>& records, const FoundSchedules& found,
                      const execute::Subject& subject, const store::Store& held) {
    if (std::none_of(records.begin(), records.end(), execute::is_control)) return;
    const auto times = times_behind(records, found, subject, held);
    if (!times) return;
    for (ScheduleRecord& record : records) {
        if (!execute::is_control(record)) continue;
        const auto plain = evaluated(times->problem, record.chunks);
        if (!plain) continue;
        const schedule::Query query{schedule::Objective::interval, 1, std::nullopt};
        const auto ranked = rank(times->problem, {.candidates = {*plain}}, query, 1, schedule::Busy::predicted);
        record.tables = times->input.tables;
        add_predicted(record, times->problem, ranked.front());
    }
}

}  // namespace bt::cli
