#include "cli/schedule_chains.hpp"

#include <fmt/format.h>

#include "bt/store/manifest.hpp"
#include "bt/system/atomic_file.hpp"
#include "cli/duration.hpp"
#include "cli/plan_json.hpp"
#include "cli/schedule_chains_output.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

using schedule::ConcurrentQuery;
using schedule::ConcurrentSolution;
using schedule::OrderRule;
using SteadyClock = std::chrono::steady_clock;

// Of the time that --timeout gives: what `blind` may take before ours begins.
constexpr double share_of_baselines = 0.25;

SteadyClock::time_point after(Seconds seconds) {
    return SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(seconds);
}

ChainsAnswer solve_chains(const ChainsInput& input, const schedule::ConcurrentProblem& problem,
                          const ChainRequest& request, std::string file) {
    ConcurrentQuery query;
    query.objective = request.objective == "auto" ? schedule::ConcurrentObjective::makespan
                                                  : schedule::parse_concurrent_objective(request.objective);
    query.order = request.order == "free" ? OrderRule::free : OrderRule::ready;
    const auto end = after(request.timeout);
    query.deadline = after(request.timeout * share_of_baselines);
    std::vector<ChainsRow> rows;
    for (schedule::Baseline& each : schedule::baselines(problem, query)) {
        if (each.solution) query.known.push_back(*each.solution);
        rows.push_back({std::move(each.name), std::move(each.solution), std::move(each.why)});
    }
    query.deadline = end;
    const bool z3 = request.engine == "z3";
    schedule::ConcurrentAnswer ours = z3 ? solve_z3(problem, query) : solve_exact(problem, query);
    rows.insert(rows.begin(), {z3 ? "z3" : "exact", ours.best, {}, true});
    std::optional<bool> period_exact;
    if (query.objective == schedule::ConcurrentObjective::period) {
        period_exact = repeated_period(problem, ours.best.assignment, ours.best.timeline.order).value().exact;
    }
    return {input,           problem,      query.objective, query.order,    rows.front().name,
            std::move(ours), period_exact, std::move(rows), std::move(file)};
}

void write_chains(const ChainsAnswer& answer, const store::Store& held, const ChainRequest& request,
                  const Invocation& invocation, system::WallTime started) {
    const auto records = as_records(answer);
    held.open_day(answer.input.date);
    system::write_file_atomically(answer.file, format::render(records));
    store::StepRecord step = step_record("schedule", system::timestamp(started), invocation);
    step.device = answer.input.device.str();
    step.app = answer.input.app.str();
    step.backend = to_string(answer.input.backend);
    step.settings = {{"objective", std::string(to_string(answer.objective))},
                     {"engine", answer.engine},
                     {"contention", std::string(to_string(answer.problem.contention().kind()))},
                     {"order", request.order}};
    for (const auto& [flag, words] : {std::pair("weight", request.weights), {"deadline-ms", request.deadlines}}) {
        for (const std::string& word : words) step.settings.emplace_back(flag, word);
    }
    for (const auto& file : answer.input.files) step.inputs.push_back(store::record_file(held.layout(), file));
    step.outputs.push_back(store::record_file(held.layout(), answer.file));
    step.result = std::to_string(records.size()) + " schedules, best " + records.front().uid;
    store::append_step(held.layout(), answer.input.date, step);
}

void say_what_is_not_as_wished(const ChainsAnswer& answer, const ChainRequest& request, Terminal& terminal) {
    if (!answer.ours.proven()) {
        const auto gap = answer.ours.gap();
        terminal.warn(fmt::format("{} ran out of its {}: the best there is may be {} better", answer.engine,
                                  to_text(request.timeout),
                                  gap ? fmt::format("up to {:.2f} %", *gap * 100) : "any amount"));
    }
    if (answer.period_exact == false) {
        terminal.note("the period is a mean over 32 rounds: within 64 none left all as one before it did");
    }
    const ChainsRow* baseline = answer.best_baseline();
    const bool bound = answer.order == OrderRule::free || request.most_switches;
    if (!bound && baseline && baseline->solution->value < answer.ours.best.value) {
        terminal.warn(baseline->name + " is better, by an order of its own: --order free is never worse");
    }
    if (answer.ours.best.value.late > 0) {
        terminal.warn(fmt::format("no schedule keeps all deadlines{}: the first misses them by {:.3f} ms in sum",
                                  answer.ours.proven() ? "" : " so far",
                                  schedule::to_milliseconds(answer.ours.best.value.late).count()));
    }
}

std::string plan_of_chains(const ChainsInput& input, const schedule::ConcurrentProblem& problem,
                           const std::string& file) {
    std::string out = "would schedule";
    for (int chain = 0; chain < problem.chains(); ++chain) {
        out += " " + problem.chain(chain).name + " (" + std::to_string(problem.groups(chain)) + " groups)";
    }
    out += " on";
    for (const PuName& pu : problem.pu_names()) out += " " + pu.str();
    out += ", contention: " + std::string(to_string(problem.contention().kind())) + "\n";
    for (const auto& read : input.files) out += "  reads " + printable(read.string(), 200) + "\n";
    return out + "  writes " + printable(file, 200) + "\n";
}

}  // namespace

ExitCode schedule_chains(const ChainRequest& request, const Invocation& invocation, system::WallTime started) {
    Terminal& terminal = invocation.terminal;
    const store::Store held(store::choose_root(invocation.globals.data));
    const ChainsInput input = read_chains_input(request, held, invocation.globals);
    const schedule::ConcurrentProblem problem = make_problem(input, request);
    const std::string file = held.layout().schedules(input.date, input.device, input.app, input.backend).string();
    if (request.dry_run) {
        terminal.print(invocation.globals.json ? plan_json("schedule", input.files, {file})
                                               : plan_of_chains(input, problem, file));
        return ExitCode::done;
    }
    const ChainsAnswer answer = solve_chains(input, problem, request, file);
    terminal.note("contention: " + std::string(to_string(problem.contention().kind())));
    write_chains(answer, held, request, invocation, started);
    say_what_is_not_as_wished(answer, request, terminal);
    terminal.print(invocation.globals.json ? as_json(answer) : as_table(answer));
    terminal.note("written: " + printable(file, 200));
    return ExitCode::done;
}

}  // namespace bt::cli
