#pragma once

#include <filesystem>
#include <string>

#include "cli/run_plan.hpp"

namespace bt::cli {

// What `runner run` is going to do.
struct RunIntent {
    const RunPlan& plan;
    std::uint64_t runs;
    std::filesystem::path reads;   // the schedules
    std::filesystem::path writes;  // the folder of the logs
};

std::string as_text(const RunIntent& intent);
std::string as_json(const RunIntent& intent);

}  // namespace bt::cli
