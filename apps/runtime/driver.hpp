#pragma once

#include <cstdint>

#include "runtime/execution.hpp"

namespace bt::apps {

// What moves an execution on: threads in real time, or a model of a machine in virtual time.
class Driver {
public:
    virtual ~Driver() = default;

    // ns of the clock that records are taken from.
    virtual std::int64_t now() = 0;
    // Whether tasks run before the first one that counts, so that caches, drivers and clocks are warm.
    virtual bool warms_up() const = 0;
    // Whether kernels run for tasks that are not checked, so that these need buffers.
    virtual bool runs_unchecked() const { return true; }
    // Where nothing warms up: what the widest group takes alone; 0: not known. It bounds the tasks of a run that ends
    // by time.
    virtual std::int64_t widest_ns(const Plan& /*plan*/) const { return 0; }
    // Outside the timed path, for every object and group of a run.
    virtual void prepare(const TaskObject& object, const Group& group) = 0;
    // Returns when every lane has finished; rethrows the first failure.
    virtual void run(Execution& execution) = 0;
};

}  // namespace bt::apps
