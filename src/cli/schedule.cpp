#include <memory>

#include "bt/device/registry.hpp"
#include "bt/store/manifest.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/clock.hpp"
#include "cli/chosen_apps.hpp"
#include "cli/duration.hpp"
#include "cli/left_out.hpp"
#include "cli/number.hpp"
#include "cli/plan_json.hpp"
#include "cli/schedule_chains.hpp"
#include "cli/schedule_output.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"

// `runner schedule`: the best pipelines, with a proof (docs/schedule.md).

namespace bt::cli {
namespace {

using schedule::Busy;
using schedule::Constraint;
using schedule::Objective;
using schedule::Problem;
using schedule::Query;
using schedule::Ranking;
using SteadyClock = std::chrono::steady_clock;

struct ScheduleOptions {
    ScheduleSources sources;
    std::uint64_t count = 30;
    std::string objective = "auto";  // interval; of several applications the makespan
    std::string engine = "auto";
    std::string busy = "predicted";
    std::vector<std::string> forbid;
    std::vector<std::string> require;
    std::vector<std::string> together;
    std::vector<std::string> exclude;
    std::optional<std::string> max_pus;
    std::optional<std::string> min_pus;
    std::string timeout = "60";
    std::optional<std::string> explain;
    ChainRequest chains;  // what only several applications have; the rest is filled in
    bool dry_run = false;
};

constexpr const char* first_schedule = "first";

// "2,3" and "5,6" are two groups; words without a comma are one.
std::vector<std::vector<std::string>> groups_of(const std::vector<std::string>& words) {
    std::vector<std::vector<std::string>> groups;
    std::vector<std::string> loose;
    for (const std::string& word : words) {
        if (word.find(',') == std::string::npos) {
            loose.push_back(word);
            continue;
        }
        groups.emplace_back();
        for (std::size_t begin = 0; begin <= word.size();) {
            const std::size_t end = std::min(word.find(',', begin), word.size());
            groups.back().push_back(word.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    if (!loose.empty()) groups.push_back(std::move(loose));
    return groups;
}

std::vector<Constraint> constraints_of(const ScheduleOptions& options, const schedule::CostModel& model) {
    std::vector<Constraint> made;
    for (const std::string& word : options.forbid) {
        made.push_back(parse_stage_pu(Constraint::Kind::forbid, word, model.stages(), model.pus()));
    }
    for (const std::string& word : options.require) {
        made.push_back(parse_stage_pu(Constraint::Kind::require, word, model.stages(), model.pus()));
    }
    for (const auto& group : groups_of(options.together))
        made.push_back(schedule::parse_together(group, model.stages()));
    if (options.max_pus) {
        made.push_back(
            {Constraint::Kind::max_pus, {}, {}, whole_number(*options.max_pus, "--max-pus", 1, "number of PUs")});
    }
    if (options.min_pus) {
        made.push_back(
            {Constraint::Kind::min_pus, {}, {}, whole_number(*options.min_pus, "--min-pus", 1, "number of PUs")});
    }
    for (const std::string& word : options.exclude) made.push_back(schedule::parse_exclude(word, model.pus()));
    return made;
}

struct Solved {
    std::string engine;
    Ranking ranking;
};

// Where `auto` takes the solver. Beyond it the proof takes longer than a person waits.
bool suits_z3(const Problem& problem) { return problem.stages() <= 12 && problem.pus() <= 6; }

// What z3 has not finished by then `exact` answers in the same instant; the answer is the same.
constexpr std::chrono::milliseconds patience_of_auto{1000};

Solved solve(const Problem& problem, Query query, const ScheduleOptions& options, Terminal& terminal) {
    const auto now = SteadyClock::now();
    query.deadline =
        now + std::chrono::duration_cast<SteadyClock::duration>(parse_duration(options.timeout, "--timeout"));
    if (options.engine == "exact") return {"exact", schedule::solve_exact(problem, query)};
    if (options.engine == "z3") return {"z3", schedule::solve_z3(problem, query)};
    if (!suits_z3(problem)) {
        terminal.note("engine exact: more than 12 stages or 6 PUs");
        return {"exact", schedule::solve_exact(problem, query)};
    }
    Query hurried = query;
    hurried.deadline = std::min(*query.deadline, now + patience_of_auto);
    Ranking ranking = schedule::solve_z3(problem, hurried);
    if (ranking.complete) {
        terminal.note("engine z3: " + std::to_string(ranking.checks) + " checks");
        return {"z3", std::move(ranking)};
    }
    terminal.note("engine exact: z3 had not finished in its time");
    return {"exact", schedule::solve_exact(problem, query)};
}

// A program of somebody else is a chain also where it is the only one, and so is a network that was imported: its
// profile has groups, and no tables.
bool of_chains(const ScheduleOptions& options, const Globals& globals) {
    const ScheduleSources& sources = options.sources;
    if (!options.chains.profiles.empty() || sources.app.find('+') != std::string::npos) return true;
    const store::Store held(store::choose_root(globals.data));
    if (is_one_program(sources.app, held.layout())) return true;
    const bool tables = is_own(sources.app) || !sources.table_files.empty();
    if (tables || sources.app.empty() || sources.device.empty()) return false;
    return has_profile(device::id_of(sources.device), AppName(sources.app), held, globals);
}

// Flags that the other kind of problem knows nothing of.
void check_kind(const ScheduleOptions& options, bool several) {
    const ChainRequest& chains = options.chains;
    const auto refuse = [&](bool given, const std::string& flag) {
        if (!given) return;
        throw usage_error(flag + (several ? " is for one application" : " is for several applications at once"),
                          several ? "several know --max-switches, --order, --contention, --weight and --deadline-ms"
                                  : "--app A+B, or --profile FILE");
    };
    if (several) {
        refuse(!options.forbid.empty(), "--forbid");
        refuse(!options.require.empty(), "--require");
        refuse(!options.together.empty(), "--together");
        refuse(!options.exclude.empty(), "--exclude-pu");
        refuse(options.max_pus.has_value(), "--max-pus");
        refuse(options.min_pus.has_value(), "--min-pus");
        refuse(options.explain.has_value(), "--explain");
        refuse(!options.sources.table_files.empty(), "--table-file");
        refuse(options.sources.table != "auto", "--table");
        refuse(options.sources.costs.has_value(), "--costs");
        refuse(options.sources.campaign.has_value(), "--campaign");
        refuse(options.busy != "predicted", "--busy");
        return;
    }
    refuse(chains.most_switches.has_value(), "--max-switches");
    refuse(!chains.weights.empty(), "--weight");
    refuse(!chains.deadlines.empty(), "--deadline-ms");
    refuse(chains.contention != "auto", "--contention");
    refuse(chains.order != "ready", "--order");
    refuse(options.objective == "makespan" || options.objective == "period", "--objective " + options.objective);
}

ChainRequest request_of(const ScheduleOptions& options) {
    ChainRequest request = options.chains;
    request.device = options.sources.device;
    request.app = options.sources.app;
    request.backend = options.sources.backend;
    request.objective = options.objective;
    request.engine = options.engine;
    request.timeout = parse_duration(options.timeout, "--timeout");
    request.dry_run = options.dry_run;
    return request;
}

void check_options(const ScheduleOptions& options, bool several) {
    check_kind(options, several);
    if (!options.chains.profiles.empty()) return;
    if (options.sources.device.empty()) {
        throw usage_error("which device? --device is missing", "runner status lists those in the store");
    }
    if (options.sources.app.empty()) throw usage_error("which application? --app is missing", "runner apps lists them");
    if (options.count == 0) throw usage_error("no schedule asked for: -n 0", "-n takes 1 or more");
    if (options.count > format::most_schedules) {
        throw usage_error("-n " + std::to_string(options.count) + " is too many",
                          "a file holds at most " + std::to_string(format::most_schedules) + " schedules");
    }
    parse_duration(options.timeout, "--timeout");
}

// Whether it is about several chains.
bool check(const ScheduleOptions& options, const Globals& globals) {
    const bool several = of_chains(options, globals);
    check_options(options, several);
    if (several && options.objective != "auto") schedule::parse_concurrent_objective(options.objective);
    return several;
}

schedule::Candidate find_explained(const ScheduleAnswer& answer, const std::string& uid) {
    if (uid == first_schedule) return answer.list.front().plain;
    for (const schedule::Ranked& each : answer.list) {
        if (each.uid == uid) return each.plain;
    }
    const auto find = [&](const Ranking& ranking) -> const schedule::Candidate* {
        for (const schedule::Candidate& each : ranking.candidates) {
            if (answer.problem.uid(each.pieces) == uid) return &each;
        }
        return nullptr;
    };
    if (const auto* found = find(answer.ranking)) return *found;
    const std::uint64_t there = count_schedules(answer.problem, schedule::most_looked_at + 1);
    const std::uint64_t looked_at = std::min(there, schedule::most_looked_at);
    const Ranking most = schedule::solve_exact(answer.problem, {Objective::interval, looked_at, std::nullopt});
    if (const auto* found = find(most)) return *found;
    throw usage_error("--explain: no schedule '" + printable(uid) + "' among the " +
                          (looked_at < there ? "best " : "") + std::to_string(looked_at) +
                          (looked_at < there ? "" : " there are"),
                      "uids stand in the second column; -n shows more");
}

void write_answer(const ScheduleAnswer& answer, const store::Store& held, const ScheduleOptions& options,
                  const Invocation& invocation, system::WallTime started) {
    held.open_day(answer.input.date);
    system::write_file_atomically(answer.file, format::render(as_records(answer)));
    store::StepRecord step = step_record("schedule", system::timestamp(started), invocation);
    step.device = answer.input.device.str();
    step.app = answer.input.app.str();
    step.backend = to_string(answer.input.backend);
    if (answer.input.params) step.params = *answer.input.params;
    step.settings = {{"objective", std::string(to_string(answer.objective))},
                     {"engine", answer.engine},
                     {"table", options.sources.table},
                     {"busy", options.busy},
                     {"num-schedules", std::to_string(options.count)}};
    for (const Constraint& constraint : answer.problem.constraints())
        step.settings.emplace_back("constraint", constraint.str());
    for (const auto& file : answer.input.files) step.inputs.push_back(store::record_file(held.layout(), file));
    step.outputs.push_back(store::record_file(held.layout(), answer.file));
    step.result = std::to_string(answer.list.size()) + " schedules, best " + answer.list.front().uid;
    store::append_step(held.layout(), answer.input.date, step);
}

void say_what_was_cut_short(const ScheduleAnswer& answer, const ScheduleOptions& options, Terminal& terminal) {
    if (answer.ranking.complete) return;
    terminal.warn(answer.engine + " ran out of its " + to_text(parse_duration(options.timeout, "--timeout")) +
                  ": these are the schedules it had; " + proven_text(answer));
}

std::string plan_text(const ScheduleInput& input, const Problem& problem, const std::string& file) {
    std::string out = "would rank the schedules of " + std::to_string(problem.stages()) + " stages on";
    for (const PuName& pu : problem.model().pus()) out += " " + pu.str();
    out += " (" + std::to_string(schedule::count_schedules(problem)) + " of them)\n";
    for (const auto& read : input.files) out += "  reads " + printable(read.string(), 200) + "\n";
    return out + "  writes " + printable(file, 200) + "\n";
}

ExitCode run(const ScheduleOptions& options, const Invocation& invocation) {
    const auto started = system::real_clock().wall();
    const bool several = check(options, invocation.globals);
    if (several) return schedule_chains(request_of(options), invocation, started);
    Terminal& terminal = invocation.terminal;
    const store::Store held(store::choose_root(invocation.globals.data));
    const ScheduleInput input = read_schedule_input(options.sources, held, invocation.globals);
    for (const std::string& note : input.notes) terminal.warn(note);
    const auto model = schedule::make_table_costs(input.measured, input.choice, input.pus);
    const Problem problem(*model, constraints_of(options, *model), {input.device, input.app, input.backend});
    const std::string file = held.layout().schedules(input.date, input.device, input.app, input.backend).string();
    if (options.dry_run) {
        terminal.print(invocation.globals.json ? plan_json("schedule", input.files, {file})
                                               : plan_text(input, problem, file));
        return ExitCode::done;
    }
    const Busy busy = options.busy == "always" ? Busy::always : Busy::predicted;
    const Objective objective =
        options.objective == "auto" ? Objective::interval : schedule::parse_objective(options.objective);
    Query query = query_for(problem, options.count, objective, busy);
    Solved solved = solve(problem, query, options, terminal);
    query.objective = objective;
    std::vector<schedule::Ranked> list = rank(problem, solved.ranking, query, options.count, busy);
    const ScheduleAnswer answer{input,           problem, query.objective, solved.engine, std::move(solved.ranking),
                                std::move(list), file};
    std::optional<schedule::Explanation> explained;
    if (options.explain) {
        const schedule::Candidate which = find_explained(answer, *options.explain);
        explained = schedule::explain(problem, which, busy, answer.ranking.candidates);
    }
    write_answer(answer, held, options, invocation, started);
    say_what_was_cut_short(answer, options, terminal);
    terminal.print(invocation.globals.json ? as_json(answer, explained) : as_table(answer));
    if (explained && !invocation.globals.json) terminal.print("\n" + as_text(problem, *explained));
    terminal.note("written: " + printable(file, 200));
    return ExitCode::done;
}

void declare(Flags& flags, ScheduleOptions& options) {
    ScheduleSources& sources = options.sources;
    flags.text("--device", sources.device, "ID", "The device; `any` for a table of one's own");
    flags.text("--app", sources.app, "NAME", "The application; several at once: A+B");
    flags.number("-n,--num-schedules", options.count, "N", "How many schedules");
    flags.choice("--objective", options.objective,
                 {"auto", "interval", "latency", "gap", "pareto", "makespan", "period"}, "What is best");
    flags.choice("--engine", options.engine, {"auto", "z3", "exact"}, "Who finds it; both print the same");
    flags.choice("--table", sources.table, {"auto", "normal", "fully", "sets"}, "Where times come from");
    flags.words("--table-file", sources.table_files, "FILE[=CONDITION]", "Tables from files, not the store");
    flags.flag("--lenient", sources.lenient, lenient_help);
    flags.text("--costs", sources.costs, "FILE|none", "What submitting a chunk costs");
    flags.text("--campaign", sources.campaign, "N", "Which campaign (the newest complete one)");
    flags.choice("--busy", options.busy, {"predicted", "always"}, "How busy the other PUs count");
    flags.choice("--backend", sources.backend, {"auto", "cpu", "vk", "cu"}, "The accelerator");
    flags.list("--forbid", options.forbid, "STAGE:PU", "Not this stage there");
    flags.list("--require", options.require, "STAGE:PU", "This stage there");
    flags.words("--together", options.together, "S1,S2", "These stages on one PU");
    flags.text("--max-pus", options.max_pus, "K", "At most so many PUs");
    flags.text("--min-pus", options.min_pus, "K", "At least so many PUs");
    flags.list("--exclude-pu", options.exclude, "PU", "Without these PUs");
    flags.text("--timeout", options.timeout, "TIME", "What there is by then is printed (60)");
    flags.optional_text("--explain", options.explain, "UID", first_schedule, "What limits a schedule (the first)");
    ChainRequest& chains = options.chains;
    flags.words("--profile", chains.profiles, "FILE", "Several at once: their times from files, not the store");
    flags.choice("--contention", chains.contention, {"auto", "none", "pairs", "pccs", "pccs-fit", "matrix"},
                 "Several at once: how they slow each other down");
    flags.choice("--order", chains.order, {"ready", "free"},
                 "Several at once: first ready, first served, or any order");
    flags.text("--max-switches", chains.most_switches, "K", "Several at once: how often each may change its PU");
    flags.list("--weight", chains.weights, "APP=W", "Several at once: how much an end counts");
    flags.list("--deadline-ms", chains.deadlines, "APP=MS", "Several at once: when an application has to end");
    flags.flag("--dry-run", options.dry_run, "Say what would be read and written");
}

}  // namespace

Command schedule_command() {
    auto options = std::make_shared<ScheduleOptions>();
    return {"schedule", "Find the best pipelines, with a proof", [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) { return run(*options, invocation); },
            [options](const Globals& globals) { check(*options, globals); }};
}

}  // namespace bt::cli
