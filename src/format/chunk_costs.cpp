#include "bt/format/chunk_costs.hpp"

#include "bt/format/json_writer.hpp"
#include "format/json_cursor.hpp"
#include "format/json_values.hpp"

namespace bt::format {
namespace {

CostSource source_of(const JsonCursor& cursor) {
    for (const CostSource source : {CostSource::benchmark, CostSource::run}) {
        if (cursor.string() == to_string(source)) return source;
    }
    throw cursor.fault("where the costs come from: benchmark or run");
}

ChunkCost cost_of(const JsonCursor& cursor) {
    ChunkCost cost{.chunk_ms = time_of(cursor.at("chunk_ms")),
                   .stage_ms = time_of(cursor.at("stage_ms")),
                   .ci = {},
                   .from = source_of(cursor.at("from"))};
    if (const auto ci = cursor.find("ci")) cost.ci = ci_of(*ci);
    return cost;
}

}  // namespace

std::string_view to_string(CostSource source) { return source == CostSource::benchmark ? "benchmark" : "run"; }

ChunkCosts read_chunk_costs(std::string_view text, const std::string& file) {
    const JsonDocument document(text, file);
    const JsonCursor root = document.root();
    require_kind(root, "chunk-costs", 1);
    ChunkCosts costs{.device = device_id_of(root.at("device")),
                     .app = app_name_of(root.at("app")),
                     .backend = backend_of(root.at("backend")),
                     .params = {},
                     .pus = {}};
    if (const auto params = root.find("params")) costs.params = params_of(*params);
    for (const auto& [key, cost] : root.at("pus").entries(most_pus)) {
        costs.pus.emplace(pu_name_of_key(cost, key), cost_of(cost));
    }
    return costs;
}

std::string render(const ChunkCosts& costs) {
    JsonWriter json;
    json.begin_object();
    write_kind(json, "chunk-costs", 1);
    json.member("device", costs.device.str()).member("app", costs.app.str());
    json.member("backend", to_string(costs.backend)).key("params");
    write(json, costs.params);
    json.key("pus").begin_object();
    for (const auto& [pu, cost] : costs.pus) {
        json.key(pu.str()).begin_object(JsonLayout::line);
        json.member("chunk_ms", cost.chunk_ms.count()).member("stage_ms", cost.stage_ms.count()).key("ci");
        if (cost.ci) {
            write(json, *cost.ci);
        } else {
            json.null();
        }
        json.member("from", to_string(cost.from)).end();
    }
    return json.end().end().take();
}

}  // namespace bt::format
