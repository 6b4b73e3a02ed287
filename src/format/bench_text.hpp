#pragma once

#include <string>

#include "bt/format/bench_log.hpp"
#include "format/bench_totals.hpp"

namespace bt::format {

// What the earlier system would have printed: blocks, tables, sums, ratios and the machine block, of the means. An
// unmeasured cell is left out of the blocks, a dash in the tables and empty in the machine block: 0.0000 would say
// that the device has no such PU.
std::string earlier_text(const BenchHeader& header, const BenchTotals& totals);

// Four decimals as the earlier system had them; more where fewer than five digits would count.
std::string printed_ms(double ms);

}  // namespace bt::format
