#pragma once

#include "runtime/engine.hpp"
#include "soc/timing.hpp"

namespace bt::soc {

// A PU of a model: the model says what it can run, the CPU's own kernels run it, on whichever cores there are. Only
// results count here, the time is the timeline's.
class ModelEngine : public apps::Engine {
public:
    // `timing` and `team` outlive it; the engines of all PUs share one team.
    ModelEngine(Pu pu, std::size_t index, const Timing& timing, apps::Team& team)
        : pu_(std::move(pu)), index_(index), timing_(timing), team_(team) {}

    const Pu& pu() const override { return pu_; }
    bool can_run(const apps::Application&, Stage stage) const override { return timing_.can_run(index_, stage); }
    void run(const apps::TaskObject& object, StageRange stages) override;

private:
    Pu pu_;
    std::size_t index_;
    const Timing& timing_;
    apps::Team& team_;
};

}  // namespace bt::soc
