#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/core/schedule.hpp"
#include "bt/core/units.hpp"
#include "runtime/check_plan.hpp"
#include "runtime/driver.hpp"
#include "runtime/references.hpp"
#include "runtime/steady_state.hpp"
#include "runtime/verdicts.hpp"

namespace bt::apps {

struct RunOptions {
    std::uint64_t tasks = 100;             // where `seconds` is not given
    std::optional<Seconds> seconds;        // the first chunk takes no task after this time
    std::optional<std::size_t> in_flight;  // default: chunks + 1
    Verify verify = Verify::sample;
};

struct CheckedOutput {
    std::uint64_t task;
    std::uint64_t input;
    Comparison comparison;
};

struct PipelineResult {
    std::size_t in_flight = 0;
    std::vector<std::vector<Busy>> chunks;  // [chunk][task], tasks that passed every chunk
    std::vector<CheckedOutput> checks;      // by task
    std::optional<SteadyState> steady;
    std::vector<std::string> notices;    // what a reader of the figures must know
    std::optional<std::string> failure;  // a stage failed; there is nothing else then

    std::uint64_t tasks() const { return chunks.empty() ? 0 : chunks.front().size(); }
    std::optional<std::string> first_fault() const;  // of an output, with its task
};

// Runs pipelines of one application. Task objects and reference outputs are made once and serve every schedule.
class PipelineRunner {
public:
    PipelineRunner(const Application& app, std::vector<PuName> pus, BufferMemory& memory, Driver& driver);

    // Throws a data error for chunks that are no pipeline, and where the run cannot begin, for want of memory say.
    PipelineResult run(std::span<const Chunk> chunks, const RunOptions& options);

    void use(Driver& driver) { driver_ = &driver; }  // from the next run on
    Verdicts& verdicts() { return verdicts_; }

private:
    struct Objects {
        std::vector<TaskObject*> ring;
        std::vector<CheckedTask> checked;
        TaskObject* last = nullptr;  // of a run whose end is not known
    };

    std::uint64_t task_limit(const RunOptions& options, std::int64_t widest_ns) const;
    std::vector<std::uint64_t> choose_checks(const RunOptions& options, std::uint64_t limit, PipelineResult& result);
    std::size_t ring_objects(std::size_t in_flight) const;
    std::size_t spare_objects(std::size_t in_flight) const;
    Objects make_objects(std::size_t in_flight, const std::vector<std::uint64_t>& to_check, bool open_end);
    void execute(const Plan& plan, const RunOptions& options, PipelineResult& result);
    std::optional<std::int64_t> warm_up(const Plan& plan, const Objects& objects, PipelineResult& result);
    bool drive(Execution& execution, PipelineResult& result);
    void prepare(const Plan& plan, const Objects& objects);
    void check(const ChainTasks& tasks, PipelineResult& result);

    const Application& app_;
    std::vector<PuName> pus_;
    Driver* driver_;
    ObjectPool pool_;
    TaskObject untouched_;  // of tasks whose kernels do not run
    Verdicts verdicts_;
};

}  // namespace bt::apps
