#pragma once

#include <span>
#include <string>
#include <vector>

#include "agent/output.hpp"
#include "arguments/arguments.hpp"

namespace bt::agent {

struct Command {
    std::string_view name;
    std::string_view summary;
    std::vector<Flag> flags;
    int (*run)(const Arguments& arguments, Output& out);  // the exit code; throws bt::Error
};

Command info_command();
Command bench_command();
Command run_command();
Command verify_command();
Command soc_model_command();

// The whole program: argv in, exit code out. Every error becomes one line on stderr and one of advice.
int agent_main(std::span<const std::string> words, Output& out);

}  // namespace bt::agent
