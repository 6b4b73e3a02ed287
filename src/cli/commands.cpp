#include "cli/command.hpp"

namespace bt::cli {

std::vector<Command> commands() {
    return {
        devices_command(), doctor_command(),   apps_command(),     benchmark_command(),  heatmap_command(),
        compare_command(), import_command(),   schedule_command(), server_command(),     run_command(),
        parse_command(),   pipeline_command(), status_command(),   completion_command(),
    };
}

}  // namespace bt::cli
