#include "profile/submission_fit.hpp"

#include <algorithm>

namespace bt::profile {
namespace {

// The stages of a range one by one; nothing where one is missing.
struct OneByOne {
    double sum = 0;
    double squares = 0;
};
std::optional<OneByOne> one_by_one(const Submissions& measured, const StageRange& range) {
    OneByOne parts;
    for (Stage stage = range.first; stage <= range.last; stage = stage.next()) {
        const auto found = measured.stages.find(stage);
        if (found == measured.stages.end()) return std::nullopt;
        parts.sum += found->second;
        parts.squares += found->second * found->second;
    }
    return parts;
}

}  // namespace

// Least squares of (sum - range) = (n - 1) cost. Noise grows with the times, so long ranges weigh less.
std::optional<double> fit_chunk_ms(const Submissions& measured) {
    double products = 0;
    double squares = 0;
    for (const auto& [range, time] : measured.ranges) {
        const auto parts = one_by_one(measured, range);
        if (!parts) continue;
        const double saved = range.count() - 1;
        const double weight = 1 / (parts->squares + time * time);
        products += weight * saved * (parts->sum - time);
        squares += weight * saved * saved;
    }
    if (squares <= 0) return std::nullopt;
    return std::max(0.0, products / squares);
}

}  // namespace bt::profile
