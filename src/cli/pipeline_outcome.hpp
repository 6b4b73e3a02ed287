#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/format/summary.hpp"
#include "bt/store/date.hpp"
#include "cli/command.hpp"
#include "cli/fleet.hpp"

namespace bt::cli {

// How one application on one device ended.
struct Outcome {
    std::string device;
    std::string app;
    ExitCode code = ExitCode::done;
    std::string failed_step{};              // empty where none failed
    std::vector<std::string> steps_left{};  // it and those after it
    std::optional<Error> failure{};         // of the pipeline itself
    std::optional<format::Summary> summary{};
    std::filesystem::path figures{};  // where they lie

    // What `parse` left in its folder; nothing where it did not run.
    void find(std::filesystem::path folder);
};

// The table (or JSON) on stdout, what failed, how to go on and where the report lies on stderr.
void tell(const std::vector<Outcome>& outcomes, const store::Date& date,
          const std::optional<std::filesystem::path>& report, const Invocation& invocation);

ExitCode worst_of(const std::vector<Outcome>& outcomes);

}  // namespace bt::cli
