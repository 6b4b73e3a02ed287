#include <algorithm>

#include "bt/format/bench_log.hpp"

namespace bt::format {
namespace {

std::vector<PuName> pus_of(const BenchLog& log) {
    if (log.header) return log.header->pus;
    std::vector<PuName> pus;
    for (const BenchMean& mean : log.means) {
        if (std::find(pus.begin(), pus.end(), mean.pu) == pus.end()) pus.push_back(mean.pu);
    }
    std::sort(pus.begin(), pus.end());
    return pus;
}

}  // namespace

Table means_of(const BenchLog& log, Condition condition) {
    const std::vector<PuName> pus = pus_of(log);
    int stages = 0;
    for (const BenchMean& mean : log.means) {
        if (mean.condition == condition) stages = std::max(stages, mean.stage.number());
    }
    Table table(pus, stages);
    for (const BenchMean& mean : log.means) {
        if (mean.condition != condition) continue;
        const auto pu = std::find(pus.begin(), pus.end(), mean.pu);
        table.set(mean.stage, static_cast<std::size_t>(pu - pus.begin()), TableCell(mean.mean));
    }
    return table;
}

}  // namespace bt::format
