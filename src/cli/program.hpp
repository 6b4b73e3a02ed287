#pragma once

#include <string>
#include <vector>

namespace bt::cli {

// The whole program behind main(): parses, runs, and turns every error into two lines and an exit code.
int run_program(const std::vector<std::string>& arguments);

}  // namespace bt::cli
