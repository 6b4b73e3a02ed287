#pragma once

#include <string>
#include <vector>

#include "bt/profile/engine_logs.hpp"

namespace bt::cli {

// The tables that users of TensorRT know: group × PU, costs of changing the PU, the highest load of the memory in each
// log.
struct ImportTables {
    std::string groups;
    std::string transitions;
    std::string emc;  // empty where no log was given
};

ImportTables import_csv(const profile::ImportedNetwork& network, const std::vector<profile::EmcLog>& emc);
std::string import_text(const profile::ImportedNetwork& network, const std::vector<profile::EmcLog>& emc);

}  // namespace bt::cli
