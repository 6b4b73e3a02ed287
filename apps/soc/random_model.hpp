#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "bt/core/pu.hpp"
#include "bt/format/soc_model.hpp"

namespace bt::soc {

struct RandomModelOptions {
    std::map<AppName, int> apps;  // stages of each
    std::vector<Pu> pus;          // in the device's order, slowest cluster first
    double noise_cv = 0.02;
    double outlier_rate = 0.01;
};

// A model that a seed decides, named random-SEED: factors of interference spread evenly in their logarithm from 0.6 to
// 1.5, sensitivities from 0.2 to 1, each CPU cluster 1.2 to 2.2 times as fast as the one before it, accelerators with
// stages that suit them and stages that do not, and a cost for each of their submissions.
format::SocModel random_model(std::uint64_t seed, const RandomModelOptions& options);

}  // namespace bt::soc
