#pragma once

#include <vector>

#include "bt/core/names.hpp"
#include "runtime/cell_measure.hpp"
#include "runtime/sampling.hpp"
#include "soc/noise.hpp"
#include "soc/timeline.hpp"

namespace bt::soc {

// The samples of cells in virtual time: by the same rules as on a machine, but with nothing to warm up, and the other
// PUs of the set are busy without a pause.
class VirtualCellMeasure : public apps::CellMeasure {
public:
    VirtualCellMeasure(Timing timing, std::vector<PuName> pus, NoiseSource noise, apps::SamplingRules rules)
        : timing_(std::move(timing)), pus_(std::move(pus)), noise_(std::move(noise)), rules_(rules) {}

    bool can_measure(const apps::BenchTarget& target) const override;
    apps::CellSamples measure(const apps::BenchTarget& target) override;

private:
    std::size_t index_of(const PuName& pu) const;
    std::vector<bool> beside(const apps::BenchTarget& target) const;
    double execute(const apps::BenchTarget& target, const std::vector<bool>& busy, Noise& noise);

    Timing timing_;
    std::vector<PuName> pus_;
    NoiseSource noise_;
    apps::SamplingRules rules_;
    std::vector<Part> parts_;
};

}  // namespace bt::soc
