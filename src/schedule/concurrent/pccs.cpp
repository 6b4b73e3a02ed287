#include "bt/schedule/pccs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "bt/core/error.hpp"

namespace bt::schedule {
namespace {

constexpr double worst_reduction = 95;  // per cent: something is always left

bool rises(const std::vector<double>& axis) {
    return std::all_of(axis.begin(), axis.end(), [](double each) { return each > 0 && std::isfinite(each); }) &&
           std::adjacent_find(axis.begin(), axis.end(), std::greater_equal<>()) == axis.end();
}

// Where `at` lies on the axis: between `low` and `low` + 1, `part` of the way; outside as at the end.
struct AxisPlace {
    std::size_t low;
    double part;
};

AxisPlace place_on(const std::vector<double>& axis, double at) {
    if (axis.size() == 1 || at <= axis.front()) return {0, 0};
    if (at >= axis.back()) return {axis.size() - 2, 1};
    const auto above = static_cast<std::size_t>(std::upper_bound(axis.begin(), axis.end(), at) - axis.begin());
    return {above - 1, (at - axis[above - 1]) / (axis[above] - axis[above - 1])};
}

double between(double low, double high, double part) { return low + part * (high - low); }

// Of one measured row beside `others`; what lies before the first column begins at 1 beside nothing.
double row_speed(const BandwidthMatrix& matrix, std::size_t row, double others) {
    const std::vector<double>& axis = matrix.external;
    if (others < axis.front()) return between(1, matrix.relative(row, 0), others / axis.front());
    const AxisPlace place = place_on(axis, others);
    const double low = matrix.relative(row, place.low);
    return place.part == 0 ? low : between(low, matrix.relative(row, place.low + 1), place.part);
}

}  // namespace

double reduction(const PccsParameters& pccs, double own, double others) {
    if (others <= 0) return 0;
    const double minor =
        pccs.max_external_bw > 0 ? pccs.mrmc * std::min(others, pccs.max_external_bw) / pccs.max_external_bw : 0;
    const double until = std::min(others, pccs.cbp);
    double lost = minor;
    if (own >= pccs.intensive_bw && own > pccs.normal_bw) {
        lost = pccs.cbp > 0 ? pccs.rate * (own + pccs.cbp - pccs.tbwdc) * until / pccs.cbp : 0;
    } else if (own > pccs.normal_bw) {
        lost = std::max(minor, pccs.rate * (own + until - pccs.tbwdc));
    }
    return std::clamp(lost, 0.0, worst_reduction);
}

void check(const BandwidthMatrix& matrix) {
    const auto refuse = [](const std::string& why) {
        throw data_error("the bandwidth matrix cannot be used: " + why, "measure it anew, or take another model");
    };
    if (matrix.standalone.empty() || matrix.external.empty()) refuse("it is empty");
    if (!rises(matrix.standalone) || !rises(matrix.external)) refuse("an axis does not rise");
    if (matrix.achieved.size() != matrix.standalone.size()) refuse("rows are missing");
    for (const auto& row : matrix.achieved) {
        if (row.size() != matrix.external.size()) refuse("columns are missing");
        if (!std::all_of(row.begin(), row.end(), [](double each) { return each > 0 && std::isfinite(each); })) {
            refuse("a bandwidth is not above 0");
        }
    }
}

double relative_speed(const BandwidthMatrix& matrix, double own, double others) {
    if (others <= 0) return 1;
    const AxisPlace place = place_on(matrix.standalone, own);
    const double low = row_speed(matrix, place.low, others);
    const double speed = place.part == 0 ? low : between(low, row_speed(matrix, place.low + 1, others), place.part);
    return std::max(speed, 1 - worst_reduction / 100);
}

double mean_error(const PccsParameters& pccs, const BandwidthMatrix& matrix) {
    double sum = 0;
    for (std::size_t i = 0; i < matrix.standalone.size(); ++i) {
        for (std::size_t j = 0; j < matrix.external.size(); ++j) {
            const double modelled = 100 - reduction(pccs, matrix.standalone[i], matrix.external[j]);
            sum += std::abs(modelled - 100 * matrix.relative(i, j));
        }
    }
    return sum / static_cast<double>(matrix.standalone.size() * matrix.external.size());
}

}  // namespace bt::schedule
