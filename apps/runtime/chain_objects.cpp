#include "runtime/chain_objects.hpp"

#include "runtime/spread.hpp"

namespace bt::apps {

std::optional<std::string> first_fault(const std::vector<CheckedOutput>& checks) {
    for (const CheckedOutput& check : checks) {
        if (check.comparison.fault) return "task " + std::to_string(check.task) + ": " + *check.comparison.fault;
    }
    return std::nullopt;
}

ChainObjects::ChainObjects(const Application& app, BufferMemory& memory, RunsUnchecked unchecked)
    : app_(app), unchecked_(unchecked), pool_(app, memory), untouched_{&app, 0, 0, Buffers({})}, verdicts_(app) {}

std::optional<std::size_t> ChainObjects::spare(std::size_t in_flight, std::optional<std::size_t> memory) const {
    if (!memory || pool_.bytes_per_object() == 0) return std::nullopt;
    const std::size_t ring = ring_objects(in_flight);
    const std::size_t made = pool_.size() > ring ? pool_.size() - ring : 0;
    return made + *memory / pool_.bytes_per_object();
}

ChainTasks ChainObjects::tasks(std::size_t in_flight, const std::vector<std::uint64_t>& to_check, bool open_end) {
    ChainTasks tasks{.tasks = in_flight};
    std::size_t next = ring_objects(in_flight);
    for (std::size_t i = 0; i < in_flight; ++i) tasks.ring.push_back(next > 0 ? &pool_.object(i) : &untouched_);
    const std::size_t first = next;
    for (const std::uint64_t task : to_check) tasks.checked.push_back({task, &pool_.object(next++)});
    if (open_end) tasks.last = &pool_.object(next++);
    spread(next - first, [&](std::size_t i) { pool_.scrub(pool_.object(first + i)); });
    return tasks;
}

std::vector<CheckedOutput> ChainObjects::check(const ChainTasks& tasks, std::uint64_t completed) {
    std::vector<CheckedTask> checked;
    const std::uint64_t after = tasks.last == nullptr || completed == 0 ? completed : completed - 1;
    for (const CheckedTask& task : tasks.checked) {
        if (task.task < after) checked.push_back(task);
    }
    if (tasks.last != nullptr && completed > 0) checked.push_back({after, tasks.last});
    std::vector<const TaskObject*> objects;
    for (const CheckedTask& task : checked) objects.push_back(task.object);
    std::vector<Comparison> verdicts = verdicts_.of(objects);
    spread(checked.size(), [&](std::size_t i) { pool_.settle(*checked[i].object); });
    std::vector<CheckedOutput> outputs;
    for (std::size_t i = 0; i < checked.size(); ++i) {
        outputs.push_back({checked[i].task, objects[i]->input, std::move(verdicts[i])});
    }
    return outputs;
}

}  // namespace bt::apps
