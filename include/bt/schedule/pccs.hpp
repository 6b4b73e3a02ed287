#pragma once

#include <vector>

// PCCS, "processor-centric contention-aware slowdown": how fast a PU works from its own memory traffic and that of the
// others, in three regions. Bandwidths in GB/s.
namespace bt::schedule {

struct PccsParameters {
    double normal_bw = 0;        // up to here a kernel hardly notices the others
    double intensive_bw = 0;     // from here on any traffic of the others takes from it
    double mrmc = 0;             // what one below normal_bw loses at most, in per cent
    double max_external_bw = 0;  // at this external traffic
    double tbwdc = 0;            // total traffic from which on bandwidth is short
    double cbp = 0;              // external traffic beyond which nothing gets worse
    double rate = 0;             // loss in per cent for each GB/s of shortage
    bool operator==(const PccsParameters&) const = default;
};

// What a kernel of demand `own` loses beside `others`, in per cent, 0 to 95.
double reduction(const PccsParameters& pccs, double own, double others);

// achieved[i][j]: what a kernel that alone gets standalone[i] still gets beside external[j]. Both rise.
struct BandwidthMatrix {
    std::vector<double> standalone;
    std::vector<double> external;
    std::vector<std::vector<double>> achieved;
    bool operator==(const BandwidthMatrix&) const = default;

    double relative(std::size_t i, std::size_t j) const { return achieved[i][j] / standalone[i]; }
};

// Throws a data error: too few rows or columns, rows of different lengths, axes that do not rise, values not above 0.
void check(const BandwidthMatrix& matrix);

// What is left of the speed: interpolated between the four measured points around it, from 1 beside nothing; beyond the
// last row or column as there. At least 0.05.
double relative_speed(const BandwidthMatrix& matrix, double own, double others);

// The values on the way to the parameters.
struct PccsConstruction {
    PccsParameters parameters;
    double reduction_percent;          // of the first row beside the most traffic: what "hardly notices" means
    std::size_t normal_boundary;       // the first row that notices
    std::size_t intensive_boundary;    // the first row that suffers from the least traffic
    std::vector<double> tbwdc_terms;   // one for each row between
    std::vector<std::size_t> breaks;   // of each of these rows: the column at which it stops falling fast
    std::vector<std::size_t> counted;  // columns whose traffic cbp is the mean of
    double cbp_sum;
    std::size_t cbp_divisor;
};

// As published with the model. Throws a data error where a region has no row.
PccsConstruction construct_pccs(const BandwidthMatrix& matrix);

// The parameters with the least mean square error in per cent points over all entries; starts from construct_pccs.
PccsParameters fit_pccs(const BandwidthMatrix& matrix);

// Mean of |model − measured| over all entries, in per cent points of speed.
double mean_error(const PccsParameters& pccs, const BandwidthMatrix& matrix);

}  // namespace bt::schedule
