#include "runtime/pipeline_run.hpp"

namespace bt::apps {

PipelineRunner::PipelineRunner(const Application& app, std::vector<PuName> pus, BufferMemory& memory, Driver& driver)
    : app_(app), pus_(std::move(pus)), runner_(std::vector<const Application*>{&app}, memory, driver) {}

PipelineResult PipelineRunner::run(std::span<const Chunk> chunks, const RunOptions& options) {
    const Plan plan = pipeline(chunks, app_.stage_count(), pus_);
    RunOptions of_pipeline = options;
    if (!of_pipeline.in_flight) of_pipeline.in_flight = chunks.size() + 1;
    RunResult run = runner_.run(plan, of_pipeline);
    PipelineResult result{.in_flight = run.in_flight,
                          .chunks = {},
                          .checks = {},
                          .steady = std::nullopt,
                          .notices = std::move(run.notices),
                          .failure = std::move(run.failure)};
    if (result.failure) return result;
    result.chunks = std::move(run.chains.front().groups);
    result.checks = std::move(run.chains.front().checks);
    const std::vector<std::span<const Busy>> groups(result.chunks.begin(), result.chunks.end());
    result.steady = steady_state(groups);
    return result;
}

}  // namespace bt::apps
