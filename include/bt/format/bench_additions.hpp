#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"

// What `bt-agent bench --measure` adds to a benchmark log for schedules of several applications at once. Readers that
// know nothing of it pass over its lines (docs/formats/benchmark-log.md).
namespace bt::format {

inline constexpr int bench_additions_version = 1;

// A group of stages that follows on one PU what another one did, with one task in flight. `from` and `to` may be the
// same: what the others are compared with.
struct BenchSwitch {
    StageRange stages;  // behind the boundary
    PuName from;
    PuName to;
    int repeat = 1;
    std::vector<std::int64_t> gap_ns;  // of each task: from the end of what is before it to its start
    std::vector<std::int64_t> ns;      // of each task: how long it took
    bool operator==(const BenchSwitch&) const = default;
};

// A kernel that reads memory, with so many rounds of arithmetic on each word that it reads: 0 is all memory.
struct BenchStream {
    PuName pu;
    int ops = 0;
    std::map<PuName, int> beside;  // what the other PUs ran meanwhile; empty: alone
    int repeat = 1;
    std::int64_t bytes = 0;        // read by one execution
    std::int64_t batch = 1;        // executions per sample
    std::vector<std::int64_t> ns;  // of whole batches
    bool operator==(const BenchStream&) const = default;
};

// What stages ask of the memory, as a reading kernel on another PU (the reporter) feels it.
struct BenchDemand {
    StageRange stages;  // in a loop, as one submission
    PuName pu;
    BenchStream reporter;  // its samples meanwhile; `beside` is empty
    bool operator==(const BenchDemand&) const = default;
};

struct BenchAdditions {
    std::vector<BenchSwitch> switches;
    std::vector<BenchStream> streams;
    std::vector<BenchDemand> demands;
    bool empty() const { return switches.empty() && streams.empty() && demands.empty(); }
    bool operator==(const BenchAdditions&) const = default;
};

// Whether a line of a log holds an addition, of this version or of a later one.
bool is_addition(std::string_view line);

}  // namespace bt::format
