#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/device/deploy.hpp"
#include "bt/device/registry.hpp"
#include "bt/store/layout.hpp"
#include "bt/system/signals.hpp"
#include "cli/command.hpp"

namespace bt::format {
class JsonWriter;
}

namespace bt::cli {

// What every command that works with devices begins with: the registry over the store and what comes with the program,
// and Ctrl-C and SIGTERM, which end what is done on a device and then the command (130, 143).
class Fleet {
public:
    explicit Fleet(const Invocation& invocation);

    const device::Registry& registry() const { return registry_; }
    const device::AgentPlaces& agents() const { return agents_; }
    const store::Layout& layout() const { return layout_; }
    const system::Cancellation& stop() const { return stop_; }

private:
    system::Cancellation stop_;
    system::InterruptSignals signals_;
    store::Layout layout_;
    device::AgentPlaces agents_;
    device::Registry registry_;
};

// What files call the devices that a person typed. Throws for one that is typed twice.
std::vector<DeviceId> ids_of(const std::vector<std::string>& typed);

// Members of an object: id, transport, address, PUs …
void write_device(format::JsonWriter& json, const format::DeviceFile& device);

// "adb 9b034f1b at lab@rack-3"
std::string how_reached(const format::DeviceFile& device);

}  // namespace bt::cli
