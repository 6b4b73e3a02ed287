#pragma once

#include <vector>

#include "bt/core/pu.hpp"
#include "bt/core/stage.hpp"
#include "runtime/task_object.hpp"
#include "runtime/team.hpp"

namespace bt::apps {

// What runs stages on one PU. One thread uses an engine at a time.
class Engine {
public:
    virtual ~Engine() = default;

    virtual const Pu& pu() const = 0;
    virtual bool can_run(const Application& app, Stage stage) const = 0;

    // On the thread that will call run(), before its first task: pinning. Throws a device error.
    virtual void enter() {}
    // Outside the timed path: whatever can be done once for these stages on this object (a GPU records a submission).
    virtual void prepare(const TaskObject& /*object*/, StageRange /*stages*/) {}
    // Runs the stages in order, as one submission where there is such a thing, and returns when their results can be
    // read by every PU.
    virtual void run(const TaskObject& object, StageRange stages) = 0;

    // On the thread that called enter(): whether all threads are still held to their cores.
    virtual bool is_pinned() { return true; }

    // How long its threads spin before they sleep.
    virtual void set_spins(int /*rounds*/) {}
};

class CpuEngine : public Engine {
public:
    // A PU without cores: one thread, pinned nowhere.
    explicit CpuEngine(Pu pu);

    const Pu& pu() const override { return pu_; }
    bool can_run(const Application&, Stage) const override { return true; }
    void enter() override;
    void run(const TaskObject& object, StageRange stages) override;
    bool is_pinned() override;
    void set_spins(int rounds) override { team_.set_spins(rounds); }

private:
    Pu pu_;
    Team team_;
};

}  // namespace bt::apps
