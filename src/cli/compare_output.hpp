#pragma once

#include <map>
#include <string>
#include <vector>

#include "bt/analyse/comparison.hpp"
#include "cli/compare_side.hpp"

namespace bt::cli {

struct ComparedRow {
    ComparedCell cell;
    double before;  // ms, the median over the repeats
    double after;
    analyse::TimeComparison comparison;
};

struct CompareResult {
    ComparedSide a, b;
    double threshold;  // 0.01 = 1 %
    std::vector<std::string> stage_names;
    std::vector<ComparedRow> rows{};  // cells that both have, by condition, stage and PU
    std::vector<ComparedCell> only_in_a{}, only_in_b{};

    std::map<analyse::Verdict, int> counts() const;  // with all four
};

std::string comparison_as_text(const CompareResult& result);
std::string comparison_as_json(const CompareResult& result);

}  // namespace bt::cli
