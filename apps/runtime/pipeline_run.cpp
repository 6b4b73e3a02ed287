#include "runtime/pipeline_run.hpp"

#include <algorithm>
#include <limits>

#include "bt/core/error.hpp"
#include "runtime/spread.hpp"

namespace bt::apps {
namespace {

// 16 bytes for each task and chunk are taken before the run; more tasks than this say nothing more.
constexpr std::uint64_t most_tasks = 1'000'000;

std::vector<std::vector<Busy>> records_of(const Execution& execution, std::size_t chunks) {
    std::vector<std::vector<Busy>> records;
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        const auto all = execution.records(0, chunk).first(execution.completed(0));
        records.emplace_back(all.begin(), all.end());
    }
    return records;
}

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

}  // namespace

std::optional<std::string> PipelineResult::first_fault() const {
    for (const CheckedOutput& check : checks) {
        if (check.comparison.fault) return "task " + std::to_string(check.task) + ": " + *check.comparison.fault;
    }
    return std::nullopt;
}

PipelineRunner::PipelineRunner(const Application& app, std::vector<PuName> pus, BufferMemory& memory, Driver& driver)
    : app_(app),
      pus_(std::move(pus)),
      driver_(&driver),
      pool_(app, memory),
      untouched_{&app, 0, 0, Buffers({})},
      verdicts_(app) {}

PipelineResult PipelineRunner::run(std::span<const Chunk> chunks, const RunOptions& options) {
    const Plan plan = pipeline(chunks, app_.stage_count(), pus_);
    PipelineResult result;
    result.in_flight = options.in_flight.value_or(chunks.size() + 1);
    if (result.in_flight == 0) throw usage_error("--in-flight 0: at least one task must be in flight");
    execute(plan, options, result);
    return result;
}

void PipelineRunner::execute(const Plan& plan, const RunOptions& options, PipelineResult& result) {
    const std::size_t chunks = plan.chains[0].groups.size();
    Objects objects = make_objects(result.in_flight, {}, false);
    const std::optional<std::int64_t> widest_ns = warm_up(plan, objects, result);
    if (!widest_ns) return;
    const std::uint64_t limit = task_limit(options, *widest_ns);
    const bool open_end = options.seconds && options.verify != Verify::off;
    objects = make_objects(result.in_flight, choose_checks(options, limit, result), open_end);
    prepare(plan, objects);

    ChainTasks tasks{.tasks = limit, .ring = objects.ring, .checked = objects.checked, .last = objects.last};
    if (options.seconds) {
        tasks.deadline = driver_->now() + std::chrono::duration_cast<Nanoseconds>(*options.seconds).count();
    }
    Execution execution(plan, {std::move(tasks)});
    if (!drive(execution, result)) return;

    result.chunks = records_of(execution, chunks);
    result.steady = steady_state(execution, 0, chunks);
    if (options.seconds && result.tasks() == most_tasks) {
        result.notices.push_back("ended after " + std::to_string(most_tasks) + " tasks, the most that are recorded");
    }
    check(execution.tasks(0), result);
}

// A PU that fails is a result, the run's; what cannot begin at all is an error.
bool PipelineRunner::drive(Execution& execution, PipelineResult& result) {
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

// Without an end in tasks: four times what fits by the warm-up, which was slower than what follows.
std::uint64_t PipelineRunner::task_limit(const RunOptions& options, std::int64_t widest_ns) const {
    if (!options.seconds) {
        if (options.tasks == 0 || options.tasks > most_tasks) {
            throw usage_error("--tasks " + std::to_string(options.tasks) + " is out of range",
                              "1 to " + std::to_string(most_tasks));
        }
        return options.tasks;
    }
    if (widest_ns <= 0) return most_tasks;
    const double fitting =
        std::chrono::duration<double, std::nano>(*options.seconds).count() / static_cast<double>(widest_ns);
    return fitting > static_cast<double>(most_tasks) / 4 ? most_tasks : static_cast<std::uint64_t>(fitting * 4) + 16;
}

std::vector<std::uint64_t> PipelineRunner::choose_checks(const RunOptions& options, std::uint64_t limit,
                                                         PipelineResult& result) {
    std::vector<std::uint64_t> tasks =
        options.seconds ? open_ended(options.verify, limit) : tasks_to_check(options.verify, limit);
    const std::size_t spare = spare_objects(result.in_flight);
    if (spare >= tasks.size()) return tasks;
    result.notices.push_back("memory for " + std::to_string(spare) + " of " + std::to_string(tasks.size()) +
                             " outputs to check: only these are checked");
    return thinned(tasks, spare);
}

std::size_t PipelineRunner::ring_objects(std::size_t in_flight) const {
    return driver_->runs_unchecked() ? in_flight : 0;
}

// Objects that can be had beside those in flight: those of earlier schedules, and half of what memory is free.
std::size_t PipelineRunner::spare_objects(std::size_t in_flight) const {
    const std::size_t ring = ring_objects(in_flight);
    const std::size_t made = pool_.size() > ring ? pool_.size() - ring : 0;
    const auto memory = available_memory();
    if (!memory || pool_.bytes_per_object() == 0) return std::numeric_limits<std::size_t>::max();
    return made + *memory / 2 / pool_.bytes_per_object();
}

PipelineRunner::Objects PipelineRunner::make_objects(std::size_t in_flight, const std::vector<std::uint64_t>& to_check,
                                                     bool open_end) {
    Objects objects;
    std::size_t next = ring_objects(in_flight);
    for (std::size_t i = 0; i < in_flight; ++i) objects.ring.push_back(next > 0 ? &pool_.object(i) : &untouched_);
    const std::size_t first = next;
    for (const std::uint64_t task : to_check) objects.checked.push_back({task, &pool_.object(next++)});
    if (open_end) objects.last = &pool_.object(next++);
    spread(next - first, [&](std::size_t i) { pool_.scrub(pool_.object(first + i)); });
    return objects;
}

void PipelineRunner::prepare(const Plan& plan, const Objects& objects) {
    for (const Group& group : plan.chains[0].groups) {
        for (const TaskObject* object : objects.ring) driver_->prepare(*object, group);
        for (const CheckedTask& checked : objects.checked) driver_->prepare(*checked.object, group);
        if (objects.last != nullptr) driver_->prepare(*objects.last, group);
    }
}

// Runs every object of the ring once. Returns the time of the widest chunk, 0 where it is not known, nothing where the
// warm-up failed.
std::optional<std::int64_t> PipelineRunner::warm_up(const Plan& plan, const Objects& objects, PipelineResult& result) {
    if (!driver_->warms_up()) return driver_->widest_ns(plan);
    prepare(plan, objects);
    Execution execution(plan, {{.tasks = objects.ring.size(), .ring = objects.ring}});
    if (!drive(execution, result)) return std::nullopt;
    std::int64_t widest = 0;
    for (std::size_t group = 0; group < plan.chains[0].groups.size(); ++group) {
        const Busy& last = execution.records(0, group).back();
        widest = std::max(widest, last.end - last.start);
    }
    return widest;
}

void PipelineRunner::check(const ChainTasks& tasks, PipelineResult& result) {
    std::vector<CheckedTask> checked;
    const std::uint64_t after = tasks.last == nullptr ? result.tasks() : result.tasks() - 1;
    for (const CheckedTask& task : tasks.checked) {
        if (task.task < after) checked.push_back(task);
    }
    if (tasks.last != nullptr && result.tasks() > 0) checked.push_back({after, tasks.last});
    std::vector<const TaskObject*> objects;
    for (const CheckedTask& task : checked) objects.push_back(task.object);
    std::vector<Comparison> verdicts = verdicts_.of(objects);
    spread(checked.size(), [&](std::size_t i) { pool_.settle(*checked[i].object); });
    for (std::size_t i = 0; i < checked.size(); ++i) {
        result.checks.push_back({checked[i].task, objects[i]->input, std::move(verdicts[i])});
    }
}

}  // namespace bt::apps
