#include "runtime/plan_run.hpp"

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt::apps {
namespace {

// With an end that is not known: the first eight tasks, then every tenth. The last one has an object of its own.
std::vector<std::uint64_t> open_ended(Verify verify, std::uint64_t limit) {
    constexpr std::size_t most_checked = 1000;
    std::vector<std::uint64_t> tasks;
    const auto due = [verify](std::uint64_t task) { return verify == Verify::all || task < 8 || task % 10 == 0; };
    for (std::uint64_t task = 0; task < limit && tasks.size() < most_checked; ++task) {
        if (verify != Verify::off && due(task)) tasks.push_back(task);
    }
    return tasks;
}

// Without an end in tasks: four times what fits by the warm-up, which was slower than what follows.
std::uint64_t task_limit(const RunOptions& options, std::int64_t widest_ns) {
    constexpr std::uint64_t most = PlanRunner::most_tasks;
    if (!options.seconds) {
        if (options.tasks == 0 || options.tasks > most) {
            throw usage_error("--tasks " + std::to_string(options.tasks) + " is out of range",
                              "1 to " + std::to_string(most));
        }
        return options.tasks;
    }
    if (widest_ns <= 0) return most;
    const double fitting =
        std::chrono::duration<double, std::nano>(*options.seconds).count() / static_cast<double>(widest_ns);
    return fitting > static_cast<double>(most) / 4 ? most : static_cast<std::uint64_t>(fitting * 4) + 16;
}

std::int64_t widest_last(const Execution& execution) {
    std::int64_t widest = 0;
    for (std::size_t chain = 0; chain < execution.plan().chains.size(); ++chain) {
        for (std::size_t group = 0; group < execution.plan().chains[chain].groups.size(); ++group) {
            const Busy& last = execution.records(chain, group).back();
            widest = std::max(widest, last.end - last.start);
        }
    }
    return widest;
}

}  // namespace

PlanRunner::PlanRunner(std::span<const Application* const> chains, BufferMemory& memory, Driver& driver)
    : driver_(&driver) {
    const RunsUnchecked unchecked = driver.runs_unchecked() ? RunsUnchecked::yes : RunsUnchecked::no;
    for (const Application* app : chains) chains_.push_back(std::make_unique<ChainObjects>(*app, memory, unchecked));
}

std::vector<Verdicts*> PlanRunner::verdicts() {
    std::vector<Verdicts*> all;
    for (const auto& chain : chains_) all.push_back(&chain->verdicts());
    return all;
}

RunResult PlanRunner::run(const Plan& plan, const RunOptions& options) {
    RunResult result;
    result.in_flight = options.in_flight.value_or(1);
    if (result.in_flight == 0) throw usage_error("--in-flight 0: at least one task must be in flight");
    const std::optional<std::int64_t> widest_ns = warm_up(plan, result);
    if (!widest_ns) return result;
    std::vector<ChainTasks> tasks = choose_tasks(options, task_limit(options, *widest_ns), result);
    prepare(plan, tasks);
    if (options.seconds) {
        const std::int64_t time = std::chrono::duration_cast<Nanoseconds>(*options.seconds).count();
        for (ChainTasks& of_chain : tasks) of_chain.deadline = driver_->now() + time;
    }
    Execution execution(plan, std::move(tasks));
    if (!drive(execution, result)) return result;
    if (options.seconds && execution.completed(0) == most_tasks) {
        result.notices.push_back("ended after " + std::to_string(most_tasks) + " tasks, the most that are recorded");
    }
    collect(execution, result);
    return result;
}

// Runs every object in flight once. Returns the time of the widest group, 0 where it is not known, nothing where the
// warm-up failed.
std::optional<std::int64_t> PlanRunner::warm_up(const Plan& plan, RunResult& result) {
    if (!driver_->warms_up()) return driver_->widest_ns(plan);
    std::vector<ChainTasks> tasks;
    for (const auto& chain : chains_) tasks.push_back(chain->tasks(result.in_flight, {}, false));
    prepare(plan, tasks);
    Execution execution(plan, std::move(tasks));
    if (!drive(execution, result)) return std::nullopt;
    return widest_last(execution);
}

std::vector<ChainTasks> PlanRunner::choose_tasks(const RunOptions& options, std::uint64_t limit, RunResult& result) {
    std::vector<ChainTasks> all;
    for (std::size_t chain = 0; chain < chains_.size(); ++chain) {
        const bool open_end = options.seconds && options.verify != Verify::off;
        const std::vector<std::uint64_t> to_check = choose_checks(chain, options, limit, result);
        all.push_back(chains_[chain]->tasks(result.in_flight, to_check, open_end));
        all.back().tasks = limit;
    }
    return all;
}

// Half of the memory that is free is shared by the chains.
std::vector<std::uint64_t> PlanRunner::choose_checks(std::size_t chain, const RunOptions& options, std::uint64_t limit,
                                                     RunResult& result) const {
    std::vector<std::uint64_t> tasks =
        options.seconds ? open_ended(options.verify, limit) : tasks_to_check(options.verify, limit);
    std::optional<std::size_t> memory = available_memory();
    if (memory) *memory /= 2 * (chains_.size() - chain);
    const std::optional<std::size_t> spare = chains_[chain]->spare(result.in_flight, memory);
    if (!spare || *spare >= tasks.size()) return tasks;
    result.notices.push_back("memory for " + std::to_string(*spare) + " of " + std::to_string(tasks.size()) +
                             " outputs to check: only these are checked");
    return thinned(tasks, *spare);
}

void PlanRunner::prepare(const Plan& plan, const std::vector<ChainTasks>& tasks) {
    for (std::size_t chain = 0; chain < tasks.size(); ++chain) {
        for (const Group& group : plan.chains[chain].groups) {
            for (const TaskObject* object : tasks[chain].ring) driver_->prepare(*object, group);
            for (const CheckedTask& checked : tasks[chain].checked) driver_->prepare(*checked.object, group);
            if (tasks[chain].last != nullptr) driver_->prepare(*tasks[chain].last, group);
        }
    }
}

// A PU that fails is a result, the run's; what cannot begin at all is an error.
bool PlanRunner::drive(Execution& execution, RunResult& result) {
    try {
        driver_->run(execution);
        return true;
    } catch (const Error& error) {
        result.failure = error.failed();
    } catch (const std::exception& error) {
        result.failure = error.what();
    }
    return false;
}

void PlanRunner::collect(const Execution& execution, RunResult& result) {
    for (std::size_t chain = 0; chain < chains_.size(); ++chain) {
        ChainResult& of_chain = result.chains.emplace_back();
        const std::uint64_t completed = execution.completed(chain);
        for (std::size_t group = 0; group < execution.plan().chains[chain].groups.size(); ++group) {
            const auto records = execution.records(chain, group).first(completed);
            of_chain.groups.emplace_back(records.begin(), records.end());
        }
        of_chain.checks = chains_[chain]->check(execution.tasks(chain), completed);
    }
}

}  // namespace bt::apps
