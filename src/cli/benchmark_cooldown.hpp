#pragma once

#include <optional>
#include <string>

#include "cli/benchmark_plan.hpp"

namespace bt::cli {

// Waits between repeats for heat to go: for a time, or (`auto`) until the device is as cool as before the first one,
// within 3 °C and at most ten minutes.
class Cooldown {
public:
    Cooldown(const std::optional<std::string>& flag, DevicePlan& plan, const system::Cancellation& stop,
             Terminal& terminal);

    void wait();  // before a repeat; not before the first one

private:
    void wait_for(Seconds time);
    void wait_until_cool();

    DevicePlan& plan_;
    const system::Cancellation& stop_;
    Terminal& terminal_;
    std::optional<Seconds> time_;
    bool until_cool_ = false;
    bool first_ = true;
};

// Throws a usage error for a flag that is neither a time nor `auto`.
void check_cooldown(const std::optional<std::string>& flag);

}  // namespace bt::cli
