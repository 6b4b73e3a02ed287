// How true campaigns are: many of them on a model whose truth is known, through the runner itself. Counters: the share
// of 95 % CIs that cover the truth (in %), the bias of the medians over all campaigns (worst cell, in %), and the share
// of single medians that lie within 1 % of the truth.

#include <benchmark/benchmark.h>

#include <cmath>
#include <map>

#include "bt/core/error.hpp"
#include "bt/core/statistics.hpp"
#include "bt/format/cells.hpp"
#include "bt/format/chunk_costs.hpp"
#include "bt/format/soc_model.hpp"
#include "bt/system/child.hpp"
#include "bt/system/file_reader.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace bt;
namespace fs = std::filesystem;

constexpr int campaigns = 200;
constexpr std::uint64_t most = 1U << 24U;

// What a campaign can know of a GPU's stage: with what every stage of a submission adds, which no sum tells apart.
double truth_of(const format::SocModel& model, const format::CellRow& row) {
    const format::SocStage& stage = model.apps.at(AppName("tree"))[row.stage.index()];
    double truth = stage.times.at(row.pu).count();
    for (const PuName& pu : row.set.pus()) {
        if (pu != row.pu) truth *= std::pow(model.factor(row.pu, pu), stage.sensitivity);
    }
    for (const format::SocPu& pu : model.pus) {
        if (pu.pu.name == row.pu) truth += pu.stage_ms.count();
    }
    return truth;
}

struct Score {
    double cells = 0, covered = 0, near = 0;
    std::map<std::string, std::vector<double>> ratios;  // by cell

    void add(const format::CellRow& row, double truth) {
        ++cells;
        if (row.ci && row.ci->low <= truth && truth <= row.ci->high) ++covered;
        if (std::abs(row.median.count() / truth - 1) <= 0.01) ++near;
        ratios[std::to_string(row.stage.number()) + row.pu.str() + row.set.str()].push_back(row.median.count() / truth);
    }

    double worst_bias() const {
        double worst = 0;
        for (const auto& [cell, values] : ratios) worst = std::max(worst, std::abs(median(values) - 1));
        return worst;
    }
};

std::vector<format::CellRow> cells_of_campaign(int seed) {
    const test::TemporaryFolder folder;
    // Locks and agents of its own: nobody else's campaign on a model is disturbed, nor disturbs.
    fs::create_directories(folder / "run");
    fs::permissions(folder / "run", fs::perms::owner_all);
    const system::Command command{
        {BT_RUNNER, "benchmark", "--app", "tree", "--device", "emulated", "--repeat", "5", "--seed",
         std::to_string(seed), "--date", "2026-03-31", "--data", folder.path().string(), "--quiet"},
        {{"HOME", folder.path().string()}, {"XDG_RUNTIME_DIR", (folder / "run").string()}}};
    const auto ran = system::run_child(command);
    if (!ran.succeeded()) throw host_error("a campaign failed: " + printable(ran.err, 300));
    const fs::path file = folder / "2026-03-31/tree/emulated_cells.csv";
    return format::read_cells(system::read_file(file, most), file.string()).rows;
}

void report(benchmark::State& state, const std::string& name, const Score& score) {
    state.counters[name + "_covered_percent"] = 100 * score.covered / score.cells;
    state.counters[name + "_within_1_percent"] = 100 * score.near / score.cells;
    state.counters[name + "_worst_bias_percent"] = 100 * score.worst_bias();
}

void truth_of_campaigns(benchmark::State& state) {
    const auto model = format::read_soc_model(system::read_file(fs::path(BT_SOCS) / "quad.json", most), "quad.json");
    for (auto _ : state) {
        Score cpu, gpu;
        for (int seed = 1; seed <= campaigns; ++seed) {
            for (const format::CellRow& row : cells_of_campaign(seed)) {
                (row.pu.str() == "vulkan" ? gpu : cpu).add(row, truth_of(model, row));
            }
        }
        report(state, "cpu", cpu);
        report(state, "gpu", gpu);
    }
}
BENCHMARK(truth_of_campaigns)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
