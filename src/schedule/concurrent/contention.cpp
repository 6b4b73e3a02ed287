#include "bt/schedule/contention.hpp"

#include <algorithm>

namespace bt::schedule {

std::string_view to_string(ContentionKind kind) {
    switch (kind) {
        case ContentionKind::none: return "none";
        case ContentionKind::pairs: return "pairs";
        case ContentionKind::pccs: return "pccs";
        case ContentionKind::matrix: return "matrix";
    }
    return {};
}

Contention Contention::pairs() {
    Contention made;
    made.kind_ = ContentionKind::pairs;
    return made;
}

Contention Contention::pccs(std::vector<std::optional<PccsParameters>> parameters) {
    Contention made;
    made.kind_ = ContentionKind::pccs;
    made.pccs_ = std::move(parameters);
    return made;
}

Contention Contention::matrix(std::vector<std::optional<BandwidthMatrix>> matrices) {
    for (const auto& each : matrices) {
        if (each) check(*each);
    }
    Contention made;
    made.kind_ = ContentionKind::matrix;
    made.matrices_ = std::move(matrices);
    return made;
}

double Contention::rate(int pu, const GroupCost& own, std::span<const GroupCost* const> busy) const {
    const auto here = static_cast<std::size_t>(pu);
    if (kind_ == ContentionKind::none) return 1;
    double factor = 1;
    double traffic = 0;
    for (std::size_t other = 0; other < busy.size(); ++other) {
        if (other == here || !busy[other]) continue;
        if (!own.slowdown.empty()) factor *= own.slowdown[other];
        traffic += busy[other]->demand;
    }
    if (kind_ == ContentionKind::pairs) return 1 / factor;
    if (kind_ == ContentionKind::pccs) {
        return pccs_[here] ? 1 - reduction(*pccs_[here], own.demand, traffic) / 100 : 1;
    }
    return matrices_[here] ? relative_speed(*matrices_[here], own.demand, traffic) : 1;
}

double Contention::best_rate(int pu, const GroupCost& own) const {
    const auto here = static_cast<std::size_t>(pu);
    double factor = 1;
    if (kind_ == ContentionKind::pairs) {
        for (std::size_t other = 0; other < own.slowdown.size(); ++other) {
            if (other != here) factor *= std::min(1.0, own.slowdown[other]);
        }
    }
    if (kind_ != ContentionKind::matrix || !matrices_[here]) return 1 / factor;
    // Between measured points nothing is larger than at one of them.
    double best = 1;
    const BandwidthMatrix& matrix = *matrices_[here];
    for (std::size_t i = 0; i < matrix.standalone.size(); ++i) {
        for (std::size_t j = 0; j < matrix.external.size(); ++j) best = std::max(best, matrix.relative(i, j));
    }
    return best;
}

}  // namespace bt::schedule
