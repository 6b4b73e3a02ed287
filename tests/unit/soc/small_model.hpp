#pragma once

#include <vector>

#include "bt/format/soc_model.hpp"

namespace bt::soc::test {

inline const PuName little("little");
inline const PuName big("big");
inline const PuName vulkan("vulkan");

inline const AppName& app() {
    static const AppName name("recording");
    return name;
}

// times_ms[stage][pu]; 0: the PU cannot run the stage. PUs get made-up cores; no interference, no noise.
inline format::SocModel model_of(const std::vector<PuName>& pus, const std::vector<std::vector<double>>& times_ms) {
    format::SocModel model;
    model.name = "small";
    for (std::size_t i = 0; i < pus.size(); ++i) {
        const PuClass pu_class = class_of(pus[i]) == PuClass::gpu ? PuClass::gpu : PuClass::cpu;
        model.pus.push_back({.pu = {pus[i], {}}, .pu_class = pu_class});
        if (pu_class == PuClass::cpu) model.pus.back().pu.cores = {static_cast<int>(i)};
    }
    for (const std::vector<double>& row : times_ms) {
        format::SocStage& stage = model.apps[app()].emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (row[i] > 0) stage.times.emplace(pus[i], Milliseconds(row[i]));
        }
    }
    return model;
}

inline StageRange stages(int first, int last) { return {Stage::from_number(first), Stage::from_number(last)}; }

}  // namespace bt::soc::test
