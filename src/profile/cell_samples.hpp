#pragma once

#include <vector>

#include "bt/format/bench_log.hpp"

namespace bt::profile {

// Of one execution each, in ms.
std::vector<double> sample_ms(const format::BenchCell& cell);

// To nine digits: what lies behind them is the arithmetic's, and makes tables that nobody can read.
double rounded(double ms);

}  // namespace bt::profile
