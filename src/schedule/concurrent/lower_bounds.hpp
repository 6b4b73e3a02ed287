#pragma once

#include <vector>

#include "schedule/concurrent/simulation.hpp"

namespace bt::schedule {

// What no way to go on from a moment of a simulation can beat. Every group counts with the time that it takes at its
// best rate, so that contention never makes a bound wrong.
class LowerBounds {
public:
    LowerBounds(const ConcurrentProblem& problem, ConcurrentObjective objective);

    // `loads`: what was given to each PU so far, at best rates, in ns; read for the period alone.
    Value of(const Simulation& simulation, const std::vector<double>& loads) const;

    // At its best rate, fixed part included; infinite where the PU cannot run it.
    double least(int chain, int group, int pu) const {
        return least_[static_cast<std::size_t>(chain)][static_cast<std::size_t>(group * pus_ + pu)];
    }
    // From the end of the group before, on `last` (Simulation::undecided: at the beginning), to the end of the chain.
    double rest(int chain, int group, int last) const {
        return path_[static_cast<std::size_t>(chain)][static_cast<std::size_t>(group * (pus_ + 1) + last + 1)];
    }

private:
    // PUs weighted: no schedule ends before the weighted mean of what each is busy for.
    struct Shares {
        std::vector<double> of_pu;
        std::vector<std::vector<double>> rest;  // [chain][group]: least weighted work from there on
    };

    void find_paths(int chain);
    void find_shares();
    Shares make_shares(std::vector<double> of_pu) const;
    double end(const Simulation& simulation, std::size_t job) const;
    double free_at(const Simulation& simulation, int pu) const;
    double busy_until(const Simulation& simulation) const;
    double load(const Simulation& simulation, const std::vector<double>& loads) const;

    const ConcurrentProblem* problem_;
    ConcurrentObjective objective_;
    int pus_;
    std::vector<std::vector<double>> least_;
    std::vector<std::vector<double>> path_;
    std::vector<Shares> shares_;
    double least_weight_ = 0;
};

}  // namespace bt::schedule
