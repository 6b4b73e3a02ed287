#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/profile/engine_logs.hpp"
#include "profile/in_quotes.hpp"

namespace bt::profile {
namespace {

// The log of this group, else that of the whole network.
const EmcLog* log_for(const std::vector<EmcLog>& logs, const PuName& pu, int layer) {
    const EmcLog* whole = nullptr;
    for (const EmcLog& log : logs) {
        if (log.pu != pu) continue;
        if (log.layer == layer) return &log;
        if (!log.layer) whole = &log;
    }
    return whole;
}

std::optional<double> gpu_throughput(const EmcLog* log, int layer, const Throughput& known) {
    if (const auto own = known.gpu_gbps.find(layer); own != known.gpu_gbps.end()) return own->second;
    if (known.all_gpu_gbps) return known.all_gpu_gbps;
    if (log == nullptr || !known.peak_gbps) return std::nullopt;
    return log->max_percent() / 100 * *known.peak_gbps;
}

void require_groups(const ImportedNetwork& network, const std::vector<EmcLog>& logs, const Throughput& known) {
    const auto require = [&](int layer, const std::string& what) {
        const auto begins = [&](const ImportedGroup& group) { return group.first_layer == layer; };
        if (std::any_of(network.groups.begin(), network.groups.end(), begins)) return;
        throw usage_error(what + ": no group begins at layer " + std::to_string(layer),
                          "groups begin at 0 and at the cuts");
    };
    for (const EmcLog& log : logs) {
        if (log.layer) require(*log.layer, "--emc " + in_quotes(log.file));
    }
    for (const auto& [layer, gbps] : known.gpu_gbps) require(layer, "--gpu-gbps");
}

}  // namespace

double EmcLog::max_percent() const {
    double most = 0;
    for (const format::EmcSample& sample : samples) most = std::max(most, sample.percent);
    return most;
}

std::vector<std::map<PuName, double>> demands(const ImportedNetwork& network, const std::vector<EmcLog>& logs,
                                              const Throughput& known) {
    require_groups(network, logs, known);
    std::vector<std::map<PuName, double>> all;
    for (const ImportedGroup& group : network.groups) {
        auto& demand = all.emplace_back();
        const EmcLog* on_gpu = log_for(logs, gpu_pu, group.first_layer);
        const auto throughput = gpu_throughput(on_gpu, group.first_layer, known);
        if (!throughput) continue;
        demand[gpu_pu] = *throughput;
        const EmcLog* on_dla = log_for(logs, dla_pu, group.first_layer);
        if (on_dla == nullptr || on_gpu == nullptr || !group.dla) continue;
        if (on_gpu->max_percent() == 0) {
            throw data_error(
                in_quotes(on_gpu->file) + " shows no load of the memory while the GPU works",
                "the DLA's throughput is the ratio of both loads × the GPU's: measure again while it runs");
        }
        demand[dla_pu] = *throughput * on_dla->max_percent() / on_gpu->max_percent();
    }
    return all;
}

}  // namespace bt::profile
