#include "bt/analyse/submission.hpp"

#include <algorithm>
#include <cmath>

namespace bt::analyse {
namespace {

struct Moments {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
};

Moments sums_of(std::span<const ChunkTime> chunks) {
    Moments sums;
    for (const ChunkTime& chunk : chunks) {
        const double y = (chunk.measured - chunk.cells).count();
        sums.n += 1;
        sums.x += chunk.stages;
        sums.y += y;
        sums.xx += static_cast<double>(chunk.stages) * chunk.stages;
        sums.xy += chunk.stages * y;
    }
    return sums;
}

double squares_left(std::span<const ChunkTime> chunks, double a, double b) {
    double sum = 0;
    for (const ChunkTime& chunk : chunks) {
        const double left = (chunk.measured - chunk.cells).count() - a - b * chunk.stages;
        sum += left * left;
    }
    return sum;
}

}  // namespace

std::optional<SubmissionCost> fit_submission(std::span<const ChunkTime> chunks) {
    if (chunks.size() < 2) return std::nullopt;
    const Moments s = sums_of(chunks);
    const double determinant = s.n * s.xx - s.x * s.x;
    const bool one_length = determinant <= 0;
    double a = s.y / s.n;
    double b = 0;
    if (!one_length) {
        b = (s.n * s.xy - s.x * s.y) / determinant;
        a = (s.y - b * s.x) / s.n;
        // Where the best of all lies outside, the best allowed lies on an edge.
        if (b < 0) a = s.y / s.n;
        if (a < 0) b = s.xy / s.xx;
    }
    a = std::max(0.0, a);
    b = std::max(0.0, b);
    SubmissionCost cost{Milliseconds(a), Milliseconds(b), std::nullopt};
    const std::size_t free = one_length ? 1 : 2;
    if (chunks.size() > free) {
        const auto degrees = chunks.size() - free;
        const double variance = squares_left(chunks, a, b) / static_cast<double>(degrees);
        const double of_a = one_length ? variance / s.n : variance * s.xx / determinant;
        const double half = t_quantile_975(degrees) * std::sqrt(of_a);
        cost.ci = Ci{std::max(0.0, a - half), a + half};
    }
    return cost;
}

}  // namespace bt::analyse
