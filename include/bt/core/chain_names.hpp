#pragma once

#include <span>
#include <string>
#include <vector>

#include "bt/core/names.hpp"

namespace bt {

// How people tell chains apart: "tree"; where there are two of it "tree#1" and "tree#2".
std::vector<std::string> chain_names(std::span<const AppName> apps);

}  // namespace bt
