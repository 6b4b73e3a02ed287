#pragma once

#include <vector>

#include "runtime/engine.hpp"
#include "soc/timing.hpp"

namespace bt::soc {

// A PU of a model: the model says what it can run, the CPU's own kernels run it, on whichever cores there are. Only
// results count here, the time is the timeline's.
class ModelEngine : public apps::Engine {
public:
    // `timings`, one for each application, and `team` outlive it; the engines of all PUs share one team.
    ModelEngine(Pu pu, std::size_t index, std::vector<const Timing*> timings, apps::Team& team)
        : pu_(std::move(pu)), index_(index), timings_(std::move(timings)), team_(team) {}
    ModelEngine(Pu pu, std::size_t index, const Timing& timing, apps::Team& team)
        : ModelEngine(std::move(pu), index, std::vector{&timing}, team) {}

    const Pu& pu() const override { return pu_; }
    bool can_run(const apps::Application& app, Stage stage) const override;
    void run(const apps::TaskObject& object, StageRange stages) override;

private:
    Pu pu_;
    std::size_t index_;
    std::vector<const Timing*> timings_;
    apps::Team& team_;
};

}  // namespace bt::soc
