#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bt/device/device.hpp"

namespace bt::profile {

// The CPUs' governors at `performance` for as long as the object lives. A program on the device holds them and puts
// back what was there when its connection to us ends, however that ends: also when this process is killed.
class FixedClocks {
public:
    // `device` is used by nobody else meanwhile. `sys`: where its /sys is. Throws a device error where the clocks
    // cannot be set (not root, no governors), with everything as it was.
    explicit FixedClocks(std::unique_ptr<device::Device> device, std::string sys = "/sys");
    ~FixedClocks();
    FixedClocks(const FixedClocks&) = delete;
    FixedClocks& operator=(const FixedClocks&) = delete;

    const std::vector<std::string>& set() const;  // "policy0: performance, was schedutil", as read back

    // Ends it now. Says what was read back: "policy0: schedutil".
    std::vector<std::string> put_back();

private:
    class Holder;
    std::unique_ptr<Holder> holder_;
};

// What a crash of the device's own program left behind. Says what was put back; mostly nothing.
std::vector<std::string> put_back_clocks(device::Device& device, const std::string& sys = "/sys");

}  // namespace bt::profile
