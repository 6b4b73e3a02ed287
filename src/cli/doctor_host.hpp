#pragma once

#include <vector>

#include "bt/device/doctor.hpp"

namespace bt::cli {

class Fleet;

// What this machine needs for the work: programs, a place for data, agents for devices.
std::vector<device::Check> examine_host(const Fleet& fleet);

}  // namespace bt::cli
