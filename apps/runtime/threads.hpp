#pragma once

#include <functional>
#include <span>

#include "bt/core/units.hpp"
#include "runtime/engine.hpp"
#include "runtime/execution.hpp"

namespace bt::apps {

struct ThreadOptions {
    Seconds patience{300};           // without the end of a single turn
    std::function<void()> on_stall;  // called once when patience ends; a kernel that hangs cannot be stopped from here
};

// Drives an execution in real time: a thread for every PU that has a turn, engines[pu] running its stages. Returns when
// all have ended; rethrows the first failure.
void run_with_threads(Execution& execution, std::span<Engine* const> engines, const ThreadOptions& options = {});

// Rounds that threads on these PUs spin before they sleep. Where they outnumber the cores, next to none: each spinning
// thread keeps from its core the very thread that it waits for.
int spins_for(std::span<const Pu* const> pus, std::span<const int> allowed_cores);

}  // namespace bt::apps
