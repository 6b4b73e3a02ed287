#pragma once

#include <functional>
#include <span>
#include <vector>

#include "bt/core/units.hpp"
#include "runtime/driver.hpp"
#include "runtime/engine.hpp"

namespace bt::apps {

struct ThreadOptions {
    Seconds patience{300};           // without the end of a single turn
    std::function<void()> on_stall;  // called once when patience ends; a kernel that hangs cannot be stopped from here
};

// Drives an execution in real time: a thread for every PU that has a turn, engines[pu] running its stages. Returns when
// all have ended; rethrows the first failure.
void run_with_threads(Execution& execution, std::span<Engine* const> engines, const ThreadOptions& options = {});

// The same as a driver; engines by PU, null where a PU is not used.
class ThreadDriver : public Driver {
public:
    explicit ThreadDriver(std::vector<Engine*> engines, ThreadOptions options = {})
        : engines_(std::move(engines)), options_(std::move(options)) {}

    std::int64_t now() override;
    bool warms_up() const override { return true; }
    void prepare(const TaskObject& object, const Group& group) override;
    void run(Execution& execution) override;

private:
    std::vector<Engine*> engines_;
    ThreadOptions options_;
};

// Rounds that threads on these PUs spin before they sleep. Where they outnumber the cores, next to none: each spinning
// thread keeps from its core the very thread that it waits for.
int spins_for(std::span<const Pu* const> pus, std::span<const int> allowed_cores);

}  // namespace bt::apps
