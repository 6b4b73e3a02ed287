#pragma once

#include <string>

#include "bt/report/page.hpp"

namespace bt::report {

enum class Wide { no, yes };  // yes: scrolls by itself where the page is too narrow

std::string html_table(const Table& table, Wide wide = Wide::no);
std::string html_pictures(const std::vector<Picture>& pictures);

// How fast the best schedule is, how sure that is, whether its outputs are right; or why there is none.
std::string html_verdict(const Part& part);

// When, where and how each step was done, and which files it read and wrote.
std::string html_steps(const std::vector<StepFacts>& steps);

}  // namespace bt::report
