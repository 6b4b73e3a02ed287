#pragma once

#include <span>
#include <string>
#include <vector>

#include "bt/core/schedule.hpp"
#include "runtime/plan_run.hpp"
#include "runtime/steady_state.hpp"

namespace bt::apps {

struct PipelineResult {
    std::size_t in_flight = 0;
    std::vector<std::vector<Busy>> chunks;  // [chunk][task], tasks that passed every chunk
    std::vector<CheckedOutput> checks;      // by task
    std::optional<SteadyState> steady;
    std::vector<std::string> notices;    // what a reader of the figures must know
    std::optional<std::string> failure;  // a stage failed; there is nothing else then

    std::uint64_t tasks() const { return chunks.empty() ? 0 : chunks.front().size(); }
    std::optional<std::string> first_fault() const { return apps::first_fault(checks); }  // of an output
};

// Runs pipelines of one application: plans of one chain.
class PipelineRunner {
public:
    PipelineRunner(const Application& app, std::vector<PuName> pus, BufferMemory& memory, Driver& driver);

    // Throws a data error for chunks that are no pipeline, and where the run cannot begin, for want of memory say.
    PipelineResult run(std::span<const Chunk> chunks, const RunOptions& options);

    void use(Driver& driver) { runner_.use(driver); }  // from the next run on
    Verdicts& verdicts() { return *runner_.verdicts().front(); }

private:
    const Application& app_;
    std::vector<PuName> pus_;
    PlanRunner runner_;
};

}  // namespace bt::apps
