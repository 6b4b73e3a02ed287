#pragma once

#include <string>

#include "bt/core/names.hpp"

namespace bt::device {

// What helps where nothing more fits into a folder of ours on a device.
inline std::string make_room(const DeviceId& id, const std::string& folder) {
    return "make room in " + folder + " there; runner devices clean " + id.str() + " takes away what we put into it";
}

}  // namespace bt::device
