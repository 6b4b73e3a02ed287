#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "bt/schedule/timeline.hpp"

namespace bt::schedule::test {

inline Cost ns(double ms) { return to_cost(Milliseconds(ms)); }

inline const std::vector<PuName>& gpu_and_dla() {
    static const std::vector<PuName> names{PuName("gpu"), PuName("dla")};
    return names;
}

// A network cut into groups, measured on a GPU and a DLA: ms, GB/s.
struct Network {
    std::string name;
    std::vector<double> gpu;
    std::vector<double> dla;
    std::vector<double> to_dla{};
    std::vector<double> to_gpu{};
    std::vector<double> gpu_demand{};
    std::vector<double> dla_demand{};
};

inline Chain chain_of(const Network& network) {
    Chain chain{.name = network.name, .groups = {}, .switches = {}};
    for (std::size_t i = 0; i < network.gpu.size(); ++i) {
        chain.groups.push_back({GroupCost{.time = ns(network.gpu[i])}, GroupCost{.time = ns(network.dla[i])}});
        if (!network.gpu_demand.empty()) chain.groups.back()[0].demand = network.gpu_demand[i];
        if (!network.dla_demand.empty()) chain.groups.back()[1].demand = network.dla_demand[i];
    }
    for (int i = 0; i + 1 < static_cast<int>(network.gpu.size()); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (!network.to_dla.empty()) chain.switches.push_back({i, 0, 1, ns(network.to_dla[at])});
        if (!network.to_gpu.empty()) chain.switches.push_back({i, 1, 0, ns(network.to_gpu[at])});
    }
    return chain;
}

inline ConcurrentProblem problem_of(const std::vector<Network>& networks, Contention contention = {}) {
    std::vector<Chain> chains;
    for (const Network& each : networks) chains.push_back(chain_of(each));
    return {gpu_and_dla(), std::move(chains), std::move(contention)};
}

// "GGD" → PUs.
inline std::vector<int> on(const std::string& letters) {
    std::vector<int> pus;
    for (const char letter : letters) pus.push_back(letter == 'D' ? 1 : 0);
    return pus;
}

inline std::string letters(const std::vector<int>& pus) { return to_string(pus, gpu_and_dla()); }

// The constants that HaX-CoNN's script holds for a Xavier; of the DLA and of TBWDC and CBP only differences are in it.
inline Contention xavier_pccs() {
    return Contention::pccs({PccsParameters{38.1, 96.2, 4.9, 127.5, 87.2, 45.3, 1.11},
                             PccsParameters{0, 27.9, 0, 127.5, 22.3, 71.3, 0.35}});
}

}  // namespace bt::schedule::test
