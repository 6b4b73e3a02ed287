#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/execution.hpp"
#include "runtime/verdicts.hpp"

namespace bt::apps {

struct CheckedOutput {
    std::uint64_t task;
    std::uint64_t input;
    Comparison comparison;
};

// "task 3: output 2 …" of the first output that is wrong, if any.
std::optional<std::string> first_fault(const std::vector<CheckedOutput>& checks);

// Whether kernels run for tasks that are not checked, so that these need buffers.
enum class RunsUnchecked { no, yes };

// What one chain of a plan works on: the task objects of its application, made once for all runs, and what is known of
// its outputs.
class ChainObjects {
public:
    ChainObjects(const Application& app, BufferMemory& memory, RunsUnchecked unchecked);

    const Application& app() const { return app_; }
    Verdicts& verdicts() { return verdicts_; }

    // Objects that can be had beside those in flight: those of earlier runs, and what `memory` bytes have place for.
    // Nothing: as many as are wanted.
    std::optional<std::size_t> spare(std::size_t in_flight, std::optional<std::size_t> memory) const;
    // An object for each task in flight, and one of its own, scrubbed, for each task to check; with `open_end` one more
    // for the last task, whichever that turns out to be.
    ChainTasks tasks(std::size_t in_flight, const std::vector<std::uint64_t>& to_check, bool open_end);
    // After a run of `completed` tasks.
    std::vector<CheckedOutput> check(const ChainTasks& tasks, std::uint64_t completed);

private:
    std::size_t ring_objects(std::size_t in_flight) const { return unchecked_ == RunsUnchecked::yes ? in_flight : 0; }

    const Application& app_;
    RunsUnchecked unchecked_;
    ObjectPool pool_;
    TaskObject untouched_;  // of tasks whose kernels do not run
    Verdicts verdicts_;
};

}  // namespace bt::apps
