#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "runtime/driver.hpp"
#include "runtime/engine.hpp"

namespace bt::apps::test {

// The executor without threads: every turn takes the time that a function says, kernels run only for checked tasks.
class VirtualDriver : public Driver {
public:
    using TimeOf = std::function<std::int64_t(const Lane&)>;
    explicit VirtualDriver(TimeOf time_of) : time_of_(std::move(time_of)) {}

    std::int64_t now() override { return 0; }
    bool warms_up() const override { return false; }
    void prepare(const TaskObject&, const Group&) override {}

    void run(Execution& execution) override {
        std::vector<std::optional<Busy>> turns(execution.pus());
        for (std::int64_t now = 0;;) {
            begin_what_can(execution, turns, now);
            std::optional<std::size_t> next;
            for (std::size_t pu = 0; pu < turns.size(); ++pu) {
                if (turns[pu] && (!next || turns[pu]->end < turns[*next]->end)) next = pu;
            }
            if (!next) return;
            now = turns[*next]->end;
            finish(execution.lane(*next), *turns[*next]);
            turns[*next].reset();
        }
    }

private:
    void begin_what_can(Execution& execution, std::vector<std::optional<Busy>>& turns, std::int64_t now) {
        for (std::size_t pu = 0; pu < turns.size(); ++pu) {
            Lane& lane = execution.lane(pu);
            if (turns[pu] || lane.finished() || !lane.ready()) continue;
            turns[pu] = Busy{now, now + time_of_(lane)};
        }
    }

    void finish(Lane& lane, Busy busy) {
        if (lane.checked()) engine_.run(lane.object(), lane.stages());
        lane.done(busy);
    }

    TimeOf time_of_;
    CpuEngine engine_{Pu{PuName("big"), {}}};
};

}  // namespace bt::apps::test
