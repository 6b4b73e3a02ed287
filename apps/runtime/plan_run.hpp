#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/core/units.hpp"
#include "runtime/chain_objects.hpp"
#include "runtime/check_plan.hpp"
#include "runtime/driver.hpp"
#include "runtime/steady_state.hpp"

namespace bt::apps {

struct RunOptions {
    std::uint64_t tasks = 100;             // of each chain, where `seconds` is not given
    std::optional<Seconds> seconds;        // of one chain: its first group takes no task after this time
    std::optional<std::size_t> in_flight;  // of each chain; default: of a pipeline chunks + 1, else 1
    Verify verify = Verify::sample;
};

struct ChainResult {
    ChainRecords groups;                // [group][task], tasks that passed every group
    std::vector<CheckedOutput> checks;  // by task
};

struct RunResult {
    std::size_t in_flight = 0;
    std::vector<ChainResult> chains;
    std::optional<SteadyState> steady;   // filled in by whoever knows what counts
    std::vector<std::string> notices;    // what a reader of the figures must know
    std::optional<std::string> failure;  // a stage failed; there is nothing else then
};

// Runs plans of the same applications, one for each chain. Task objects and reference outputs are made once and serve
// every plan.
class PlanRunner {
public:
    // chains[c] is the application of chain c. All of them, and the rest, outlive the runner.
    PlanRunner(std::span<const Application* const> chains, BufferMemory& memory, Driver& driver);

    // Throws a data error for a broken plan, and where the run cannot begin, for want of memory say.
    RunResult run(const Plan& plan, const RunOptions& options);

    void use(Driver& driver) { driver_ = &driver; }  // from the next run on
    std::vector<Verdicts*> verdicts();               // by chain

    // 16 bytes for each task and group are taken before the run; more tasks than this say nothing more.
    static constexpr std::uint64_t most_tasks = 1'000'000;

private:
    std::optional<std::int64_t> warm_up(const Plan& plan, RunResult& result);
    std::vector<ChainTasks> choose_tasks(const RunOptions& options, std::uint64_t limit, RunResult& result);
    std::vector<std::uint64_t> choose_checks(std::size_t chain, const RunOptions& options, std::uint64_t limit,
                                             RunResult& result) const;
    void prepare(const Plan& plan, const std::vector<ChainTasks>& tasks);
    bool drive(Execution& execution, RunResult& result);
    void collect(const Execution& execution, RunResult& result);

    Driver* driver_;
    std::vector<std::unique_ptr<ChainObjects>> chains_;
};

}  // namespace bt::apps
