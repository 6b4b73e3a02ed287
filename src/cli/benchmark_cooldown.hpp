#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/profile/cooldown.hpp"
#include "cli/benchmark_plan.hpp"

namespace bt::cli {

// Waits between repeats for heat to go: for a time, or (`auto`) until the device is as cool as before the first one,
// within 3 °C and at most ten minutes.
class Cooldown : private profile::CoolingPlace {
public:
    Cooldown(const std::optional<std::string>& flag, DevicePlan& plan, const system::Cancellation& stop,
             Terminal& terminal);

    void wait(int repeat);  // before this repeat; not before the first one that is measured now
    // "still warm: repeat 2 began at 55 °C, …", for the end.
    const std::vector<std::string>& warnings() const { return warnings_; }

private:
    std::optional<double> temperature_c() override;
    Seconds now() override;
    void pause(Seconds time) override;
    void show(Seconds left, std::optional<double> temperature_c) override;

    DevicePlan& plan_;
    const system::Cancellation& stop_;
    Terminal& terminal_;
    std::optional<Seconds> time_;
    std::optional<double> wanted_c_;
    bool first_ = true;
    bool said_ = false;
    std::vector<std::string> warnings_;
};

// Throws a usage error for a flag that is neither a time nor `auto`.
void check_cooldown(const std::optional<std::string>& flag);

}  // namespace bt::cli
