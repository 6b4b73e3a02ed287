#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "bt/format/bench_additions.hpp"
#include "bt/format/profile.hpp"

// What a profile of several applications takes from the additions of benchmark logs (docs/formats/benchmark-log.md).
namespace bt::profile {

// For every boundary between `groups` (of one application) and every change of PU that was measured: the median gap,
// and what the group takes longer than where it follows on its own PU; never less than 0. Medians over all tasks of all
// repeats.
std::vector<format::SwitchDelay> switch_delays(std::span<const format::BenchSwitch> switches,
                                               std::span<const StageRange> groups);

// [i][j]: what the kernel of a PU that alone reads standalone[i] GB/s still reads beside kernels on the other PUs that
// alone read external[j] in sum. PUs without a kernel, or of which less than one row and column is whole, are not
// there.
std::map<PuName, format::BandwidthMatrix> bandwidth_matrices(std::span<const format::BenchStream> streams);

// The external bandwidth beside which the reporter's most hungry kernel would read as little as it did: its matrix's
// last row, inverted between its points, 0 where it read as much as alone. Beyond the matrix its largest external
// bandwidth. Nothing where the reporter has no matrix.
std::optional<double> demand_gbps(const format::BenchDemand& demand,
                                  const std::map<PuName, format::BandwidthMatrix>& matrices);

}  // namespace bt::profile
