#pragma once

#include <string>
#include <vector>

#include "bt/device/failure.hpp"
#include "bt/device/registry.hpp"

namespace bt::device {

// How a device stands at this moment.
struct Standing {
    Entry entry;
    std::string state{};   // "ready", or what stands in the way: "offline", "unauthorized", "absent", "no answer", …
    std::string why{};     // empty where it is ready
    std::string advice{};  // what to do about it

    bool ready() const { return state == "ready"; }
};

struct LookOptions {
    Nanoseconds patience = std::chrono::milliseconds(800);  // what each device has to answer
    std::vector<std::string> adb_hosts{};                   // more machines whose adb is asked
    bool ssh_hosts = false;                                 // those of the ssh configuration, too
};

struct Overview {
    std::vector<Standing> devices{};
    std::vector<Failure> unasked{};  // why the adb of one of the `adb_hosts` could not be asked
};

// All devices: those with a file, those that adb sees. They are asked at the same time: a dead one holds up nobody.
Overview look_at_all(const Registry& registry, const LookOptions& options = {});

Standing look_at(const Registry& registry, const Entry& entry, Nanoseconds patience = std::chrono::milliseconds(800));

}  // namespace bt::device
