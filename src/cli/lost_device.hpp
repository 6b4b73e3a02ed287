#pragma once

#include <functional>
#include <utility>

#include "bt/core/units.hpp"
#include "bt/device/failure.hpp"
#include "bt/system/cancellation.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {

// Waits for a device that was lost, and knows how long that took.
class LostDevice {
public:
    LostDevice(Seconds patience, const system::Cancellation& stop, Terminal& terminal)
        : patience_(patience), stop_(stop), terminal_(terminal) {}

    // Until `open` finds the device again; throws its failure where patience ends first.
    void wait(const device::Failure& why, const std::function<void()>& open);

    // Since this was last asked.
    Seconds take_waited() { return std::exchange(waited_, Seconds(0)); }

private:
    Seconds patience_;
    const system::Cancellation& stop_;
    Terminal& terminal_;
    Seconds waited_{0};
};

}  // namespace bt::cli
