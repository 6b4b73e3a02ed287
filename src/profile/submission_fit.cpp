#include "profile/submission_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace bt::profile {
namespace {

// Stages by position, so that a range is a pair of positions.
struct Equation {
    std::size_t first;
    std::size_t last;
    double ms;
    double weight;
};

// x[0] is the cost of a submission, x[1 + i] the i-th stage. The stages of ranges overlap so much that no column of the
// matrix is worth storing.
class LeastSquares {
public:
    enum class Cost { free, none };

    LeastSquares(std::vector<Equation> equations, std::size_t stages, Cost cost)
        : equations_(std::move(equations)), size_(stages + 1), cost_(cost) {}

    // Conjugate gradients, each unknown scaled by how much is known of it. Exact after as many steps as there are
    // unknowns; rounding takes a few more.
    std::vector<double> solve() const {
        const std::vector<double> scale = scales();
        std::vector<double> x(size_), rest = against_all([](const Equation&each, double) { return each.ms; }, x);
        std::vector<double> scaled = product(rest, scale), direction = scaled;
        double size = dot(rest, scaled);
        const double small = size * 1e-24;
        for (std::size_t step = 0; step < 4 * size_ && size > small; ++step) {
            const std::vector<double> image =
                against_all([](const Equation&, double value) { return value; }, direction);
            const double length = size / dot(direction, image);
            for (std::size_t i = 0; i < size_; ++i) {
                x[i] += length * direction[i];
                rest[i] -= length * image[i];
            }
            scaled = product(rest, scale);
            const double next = dot(rest, scaled);
            for (std::size_t i = 0; i < size_; ++i) direction[i] = scaled[i] + next / size * direction[i];
            size = next;
        }
        return x;
    }

private:
    static double dot(const std::vector<double>& a, const std::vector<double>& b) {
        return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    }

    static std::vector<double> product(const std::vector<double>& a, const std::vector<double>& b) {
        std::vector<double> all(a.size());
        std::transform(a.begin(), a.end(), b.begin(), all.begin(), std::multiplies<>());
        return all;
    }

    std::vector<double> scales() const {
        std::vector<double> scale(size_);
        for (const Equation& each : equations_) {
            scale[0] += each.weight;
            for (std::size_t i = each.first; i <= each.last; ++i) scale[1 + i] += each.weight;
        }
        for (double& each : scale) each = 1 / each;
        if (cost_ == Cost::none) scale[0] = 0;
        return scale;
    }

    // What each unknown gets of the equations' values, weighted; `value` is given what an equation makes of `x`.
    template <class Value>
    std::vector<double> against_all(Value value, const std::vector<double>& x) const {
        std::vector<double> sums(size_), changes(size_ + 1), all(size_);
        std::partial_sum(x.begin() + 1, x.end(), sums.begin() + 1);
        for (const Equation& each : equations_) {
            const double weighted = each.weight * value(each, x[0] + sums[each.last + 1] - sums[each.first]);
            all[0] += weighted;
            changes[each.first + 1] += weighted;
            changes[each.last + 2] -= weighted;
        }
        std::partial_sum(changes.begin() + 1, changes.end() - 1, all.begin() + 1);
        if (cost_ == Cost::none) all[0] = 0;
        return all;
    }

    std::vector<Equation> equations_;
    std::size_t size_;
    Cost cost_;
};

std::map<Stage, std::size_t> positions_of(std::span<const Submission> measured) {
    std::map<Stage, std::size_t> positions;
    for (const Submission& each : measured) {
        if (each.stages.count() == 1) positions.emplace(each.stages.first, 0);
    }
    std::size_t next = 0;
    for (auto& [stage, position] : positions) position = next++;
    return positions;
}

std::optional<Equation> equation_of(const Submission& each, const std::map<Stage, std::size_t>& positions) {
    const auto first = positions.find(each.stages.first), last = positions.find(each.stages.last);
    if (first == positions.end() || last == positions.end()) return std::nullopt;
    const auto count = static_cast<std::size_t>(each.stages.count());
    if (last->second - first->second + 1 != count) return std::nullopt;  // one between them is missing
    return Equation{first->second, last->second, each.ms, 1 / (each.error * each.error)};
}

}  // namespace

std::optional<SubmissionFit> fit_submissions(std::span<const Submission> measured) {
    const auto positions = positions_of(measured);
    std::vector<Equation> equations;
    bool any_range = false;
    for (const Submission& each : measured) {
        const auto equation = equation_of(each, positions);
        if (!equation) continue;
        equations.push_back(*equation);
        any_range = any_range || each.stages.count() > 1;
    }
    if (!any_range) return std::nullopt;
    std::vector<double> x = LeastSquares(equations, positions.size(), LeastSquares::Cost::free).solve();
    if (x[0] < 0) x = LeastSquares(equations, positions.size(), LeastSquares::Cost::none).solve();
    SubmissionFit fit{x[0], {}};
    for (const auto& [stage, position] : positions) fit.stage_ms.emplace(stage, x[1 + position]);
    return fit;
}

}  // namespace bt::profile
