#pragma once

#include <memory>

#include "emulator/device.hpp"
#include "emulator/stream.hpp"

namespace bt::emulator {

// The file service of adb: stat, list, push and pull.
std::unique_ptr<Service> make_sync_service(Device& device, Stream& stream);

}  // namespace bt::emulator
