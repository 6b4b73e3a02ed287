#pragma once

#include <string>
#include <vector>

namespace bt::e2e {

struct Screen {
    std::string text;  // everything that the program wrote to its terminal
    int status = -1;
};

// Runs a program with a terminal of its own for stdin, stdout and stderr.
Screen run_on_terminal(const std::vector<std::string>& argv,
                       const std::vector<std::pair<std::string, std::string>>& environment = {});

}  // namespace bt::e2e
