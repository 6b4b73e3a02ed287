// From a measured matrix to the parameters of the three regions.
#include <algorithm>
#include <array>
#include <numeric>

#include "bt/core/error.hpp"
#include "bt/schedule/pccs.hpp"

namespace bt::schedule {
namespace {

class Construction {
public:
    explicit Construction(const BandwidthMatrix& matrix)
        : matrix_(matrix), rows_(matrix.standalone.size()), columns_(matrix.external.size()) {}

    PccsConstruction construct() {
        PccsConstruction made{};
        made.reduction_percent = hardly_ = loss(0, columns_ - 1);
        find_regions(made);
        PccsParameters& found = made.parameters;
        found.normal_bw = matrix_.standalone[made.normal_boundary - 1];
        found.intensive_bw = matrix_.standalone[made.intensive_boundary];
        found.mrmc = loss(made.normal_boundary - 1, columns_ - 1);
        found.max_external_bw = matrix_.external.back();
        for (std::size_t row = made.normal_boundary; row < made.intensive_boundary; ++row) add_terms(row, made);
        found.tbwdc = std::reduce(made.tbwdc_terms.begin(), made.tbwdc_terms.end()) /
                      static_cast<double>(made.tbwdc_terms.size());
        made.cbp_divisor = made.counted.size() + 1;  // as published: one more than there are
        found.cbp = made.cbp_sum / static_cast<double>(made.cbp_divisor);
        found.rate = slope(made);
        return made;
    }

private:
    double loss(std::size_t row, std::size_t column) const { return 100 - 100 * matrix_.relative(row, column); }

    // The published text leaves open by how much a row may lose more than the first one and still "hardly notice";
    // on its sample anything from 1.2 to 4.8 times gives the same.
    void find_regions(PccsConstruction& made) const {
        std::size_t row = 1;
        while (row < rows_ && loss(row, columns_ - 1) <= 2 * hardly_) ++row;
        made.normal_boundary = row;
        while (row < rows_ && loss(row, 0) <= hardly_) ++row;
        made.intensive_boundary = row;
        if (made.normal_boundary == made.intensive_boundary || made.intensive_boundary == rows_) {
            throw data_error("the bandwidth matrix does not show the three regions of PCCS",
                             "measure more intensities, or take the matrix itself: --contention matrix");
        }
    }

    // The column at which the row begins to fall, and the first at which it stops.
    void add_terms(std::size_t row, PccsConstruction& made) const {
        std::size_t begin = 0;
        while (begin + 1 < columns_ && loss(row, begin) <= hardly_) ++begin;
        made.tbwdc_terms.push_back(matrix_.standalone[row] + matrix_.external[begin]);
        std::size_t stop = std::min(begin + 1, columns_ - 1);
        while (stop + 1 < columns_ && loss(row, stop) - loss(row, stop - 1) > hardly_) ++stop;
        made.breaks.push_back(stop);
        made.counted.push_back(std::min(stop + 1, columns_ - 1));
        made.cbp_sum += matrix_.external[made.counted.back()];
    }

    // Mean slope of the rows between, over the columns up to cbp.
    double slope(const PccsConstruction& made) const {
        double sum = 0;
        double count = 0;
        for (std::size_t row = made.normal_boundary; row < made.intensive_boundary; ++row) {
            for (std::size_t at = 1; at < columns_ && matrix_.external[at] <= made.parameters.cbp; ++at) {
                sum += (loss(row, at) - loss(row, at - 1)) / (matrix_.external[at] - matrix_.external[at - 1]);
                ++count;
            }
        }
        if (count == 0) {
            throw data_error("the bandwidth matrix has no two columns below the traffic where nothing gets worse",
                             "measure less external traffic as well");
        }
        return sum / count;
    }

    const BandwidthMatrix& matrix_;
    std::size_t rows_;
    std::size_t columns_;
    double hardly_ = 0;
};

double square_error(const PccsParameters& pccs, const BandwidthMatrix& matrix) {
    double sum = 0;
    for (std::size_t i = 0; i < matrix.standalone.size(); ++i) {
        for (std::size_t j = 0; j < matrix.external.size(); ++j) {
            const double off =
                100 - reduction(pccs, matrix.standalone[i], matrix.external[j]) - 100 * matrix.relative(i, j);
            sum += off * off;
        }
    }
    return sum;
}

// The error has kinks, so no derivatives: each value is moved by its own step while that helps, then the steps shrink.
double descend(PccsParameters& pccs, const BandwidthMatrix& matrix) {
    const std::array<double PccsParameters::*, 4> free{&PccsParameters::tbwdc, &PccsParameters::cbp,
                                                       &PccsParameters::rate, &PccsParameters::mrmc};
    std::array<double, 4> steps{8, 8, 0.2, 1};
    double best = square_error(pccs, matrix);
    for (int round = 0; round < 60; ++round) {
        bool moved = false;
        for (std::size_t i = 0; i < free.size(); ++i) {
            for (const double sign : {1.0, -1.0}) {
                PccsParameters next = pccs;
                next.*free[i] = std::max(0.0, next.*free[i] + sign * steps[i]);
                const double error = square_error(next, matrix);
                if (error >= best) continue;
                best = error;
                pccs = next;
                moved = true;
            }
        }
        if (moved) continue;
        for (double& step : steps) step /= 2;
    }
    return best;
}

}  // namespace

PccsConstruction construct_pccs(const BandwidthMatrix& matrix) {
    check(matrix);
    return Construction(matrix).construct();
}

PccsParameters fit_pccs(const BandwidthMatrix& matrix) {
    const PccsParameters begin = construct_pccs(matrix).parameters;
    PccsParameters best = begin;
    double least = square_error(best, matrix);
    // One descent from each corner of a grid: the error has several valleys.
    for (const double tbwdc : {0.5, 0.75, 1.0, 1.25}) {
        for (const double cbp : {0.5, 1.0, 1.5}) {
            for (const double rate : {0.5, 1.0, 2.0}) {
                PccsParameters next = begin;
                next.tbwdc *= tbwdc;
                next.cbp *= cbp;
                next.rate *= rate;
                const double error = descend(next, matrix);
                if (error < least) {
                    least = error;
                    best = next;
                }
            }
        }
    }
    return best;
}

}  // namespace bt::schedule
