#pragma once

#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"

namespace bt::cli {

// Stage 1 first. Nothing where this program does not have the application, or where it has fewer stages than the
// `stages` of a table: that came from another program, and names would belong to other stages.
std::vector<std::string> stage_names_of(const AppName& app, int stages);

// "2 sort"; "2" without names.
std::string stage_label(Stage stage, const std::vector<std::string>& names);

}  // namespace bt::cli
