#include "cli/pipeline_steps.hpp"

#include <algorithm>
#include <mutex>

#include "bt/core/suggest.hpp"
#include "bt/system/program.hpp"

namespace bt::cli {

const std::vector<std::string>& pipeline_steps() {
    static const std::vector<std::string> steps{"benchmark", "heatmap", "schedule", "run", "parse", "server"};
    return steps;
}

std::vector<std::string> choose_steps(const std::vector<std::string>& asked) {
    const std::vector<std::string>& all = pipeline_steps();
    if (asked.empty()) return {all.begin(), all.end() - 1};
    for (const std::string& step : asked) {
        if (std::find(all.begin(), all.end(), step) != all.end()) continue;
        throw usage_error("unknown step '" + printable(step) + "'", did_you_mean(step, all));
    }
    std::vector<std::string> chosen;
    for (const std::string& step : all) {
        if (std::find(asked.begin(), asked.end(), step) != asked.end()) chosen.push_back(step);
    }
    return chosen;
}

system::ChildResult run_step(const Step& step, const StepListeners& listeners, const system::Cancellation& stop) {
    constexpr Nanoseconds grace = std::chrono::seconds(20);  // a step ends what it does on the device, and keeps it
    system::Command command{{system::own_program().string()}};
    command.argv.insert(command.argv.end(), step.words.begin(), step.words.end());
    system::ChildOptions options;
    options.on_out_line = listeners.out;
    options.on_err_line = listeners.err;
    options.grace = grace;
    options.cancel = {&stop};
    return system::run_child(command, options);
}

ExitCode code_of(const Step& step, const system::ChildResult& ended) {
    if (ended.end == system::ChildEnd::exited) return static_cast<ExitCode>(ended.status);
    throw host_error("step " + step.name + ": " + system::to_string(ended));
}

}  // namespace bt::cli
