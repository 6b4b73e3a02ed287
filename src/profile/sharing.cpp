#include "bt/profile/sharing.hpp"

#include <algorithm>

#include "bt/core/statistics.hpp"

namespace bt::profile {
namespace {

using format::BandwidthMatrix;
using format::BenchStream;
using format::BenchSwitch;

using Ops = std::map<PuName, int>;

double middle_of(std::vector<double> values) { return median(values); }

double gbps_of(const std::vector<const BenchStream*>& samples) {
    std::vector<double> all;
    for (const BenchStream* stream : samples) {
        for (const std::int64_t ns : stream->ns) {
            all.push_back(static_cast<double>(stream->bytes) * static_cast<double>(stream->batch) /
                          static_cast<double>(ns));
        }
    }
    return middle_of(std::move(all));
}

// The samples of one switch, all repeats together.
struct Switched {
    std::vector<double> gap;
    std::vector<double> time;
};

class Kernels {
public:
    explicit Kernels(std::span<const BenchStream> streams) {
        for (const BenchStream& stream : streams) samples_[{stream.pu, stream.ops}][stream.beside].push_back(&stream);
    }

    std::optional<double> alone(const PuName& pu, int ops) const {
        const auto kernel = samples_.find({pu, ops});
        if (kernel == samples_.end()) return std::nullopt;
        const auto found = kernel->second.find({});
        return found == kernel->second.end() ? std::nullopt : std::optional(gbps_of(found->second));
    }

    // What the others read alone, in sum.
    std::optional<double> external(const Ops& beside) const {
        double sum = 0;
        for (const auto& [pu, ops] : beside) {
            const auto each = alone(pu, ops);
            if (!each) return std::nullopt;
            sum += *each;
        }
        return sum;
    }

    // By what it reads alone; those that were measured beside others.
    std::map<double, const std::map<Ops, std::vector<const BenchStream*>>*> rows(const PuName& pu) const {
        std::map<double, const std::map<Ops, std::vector<const BenchStream*>>*> rows;
        for (const auto& [kernel, beside] : samples_) {
            const bool together =
                std::any_of(beside.begin(), beside.end(), [](const auto& of) { return !of.first.empty(); });
            const auto gbps = alone(kernel.first, kernel.second);
            if (kernel.first == pu && together && gbps) rows.emplace(*gbps, &beside);
        }
        return rows;
    }

private:
    std::map<std::pair<PuName, int>, std::map<Ops, std::vector<const BenchStream*>>> samples_;
};

std::optional<BandwidthMatrix> matrix_of(const Kernels& kernels, const PuName& pu) {
    const auto rows = kernels.rows(pu);
    if (rows.empty()) return std::nullopt;
    std::map<double, Ops> columns;
    for (const auto& [beside, samples] : *rows.begin()->second) {
        const auto in_all = [&](const auto& row) { return row.second->contains(beside); };
        if (beside.empty() || !std::all_of(rows.begin(), rows.end(), in_all)) continue;
        if (const auto external = kernels.external(beside)) columns.emplace(*external, beside);
    }
    if (columns.empty()) return std::nullopt;
    BandwidthMatrix matrix;
    for (const auto& [external, beside] : columns) matrix.external.push_back(external);
    for (const auto& [standalone, samples] : rows) {
        matrix.standalone.push_back(standalone);
        std::vector<double>& row = matrix.achieved.emplace_back();
        for (const auto& [external, beside] : columns) row.push_back(gbps_of(samples->at(beside)));
    }
    return matrix;
}

}  // namespace

std::vector<format::SwitchDelay> switch_delays(std::span<const BenchSwitch> switches,
                                               std::span<const StageRange> groups) {
    std::map<std::tuple<StageRange, PuName, PuName>, Switched> all;
    for (const BenchSwitch& each : switches) {
        Switched& of = all[{each.stages, each.from, each.to}];
        of.gap.insert(of.gap.end(), each.gap_ns.begin(), each.gap_ns.end());
        of.time.insert(of.time.end(), each.ns.begin(), each.ns.end());
    }
    std::vector<format::SwitchDelay> delays;
    for (std::size_t group = 1; group < groups.size(); ++group) {
        for (const auto& [what, samples] : all) {
            const auto& [stages, from, to] = what;
            const auto own = all.find({stages, to, to});
            if (stages != groups[group] || from == to || own == all.end()) continue;
            const double longer = middle_of(samples.time) - middle_of(own->second.time);
            const double ns = std::max(0.0, middle_of(samples.gap) + longer);
            delays.push_back({.after = group - 1, .from = from, .to = to, .delay = Milliseconds(ns / 1e6)});
        }
    }
    return delays;
}

std::map<PuName, BandwidthMatrix> bandwidth_matrices(std::span<const BenchStream> streams) {
    const Kernels kernels(streams);
    std::map<PuName, BandwidthMatrix> matrices;
    for (const BenchStream& stream : streams) {
        if (matrices.contains(stream.pu)) continue;
        if (auto matrix = matrix_of(kernels, stream.pu)) matrices.emplace(stream.pu, std::move(*matrix));
    }
    return matrices;
}

std::optional<double> demand_gbps(const format::BenchDemand& demand,
                                  const std::map<PuName, BandwidthMatrix>& matrices) {
    const auto found = matrices.find(demand.reporter.pu);
    if (found == matrices.end()) return std::nullopt;
    const BandwidthMatrix& matrix = found->second;
    const double reads = gbps_of({&demand.reporter});
    double external = 0;
    double achieved = matrix.standalone.back();  // what it reads there; noise may not let it rise again
    for (std::size_t column = 0; column < matrix.external.size(); ++column) {
        if (reads >= achieved) return external;
        const double next = std::min(achieved, matrix.achieved.back()[column]);
        if (reads >= next && next < achieved) {
            const double part = (achieved - reads) / (achieved - next);
            return external + part * (matrix.external[column] - external);
        }
        external = matrix.external[column];
        achieved = next;
    }
    return external;
}

}  // namespace bt::profile
