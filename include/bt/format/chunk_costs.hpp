#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/statistics.hpp"
#include "bt/core/units.hpp"

// `<device>_costs.json`: what submitting a chunk costs (docs/formats/costs.md).
namespace bt::format {

enum class CostSource { benchmark, run };
std::string_view to_string(CostSource source);

// A chunk of n stages takes chunk_ms + n · stage_ms + Σ cells.
struct ChunkCost {
    Milliseconds chunk_ms{0};
    Milliseconds stage_ms{0};
    std::optional<Ci> ci;  // of chunk_ms, in ms; nothing where the fit had too few points for one
    CostSource from = CostSource::benchmark;
    bool operator==(const ChunkCost&) const = default;
};

struct ChunkCosts {
    DeviceId device;
    AppName app;
    Backend backend;
    Params params;
    std::map<PuName, ChunkCost> pus;  // a PU that is not in it costs nothing
    bool operator==(const ChunkCosts&) const = default;
};

ChunkCosts read_chunk_costs(std::string_view text, const std::string& file);
std::string render(const ChunkCosts& costs);

}  // namespace bt::format
