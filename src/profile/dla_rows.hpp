#pragma once

#include <map>
#include <optional>
#include <string>

#include "bt/core/units.hpp"
#include "bt/profile/engine_logs.hpp"

namespace bt::profile {

// An engine that runs on the DLA, from some layer on or as a whole. TensorRT books the time that the GPU waits for the
// DLA on changing rows, sometimes on one that names a layer of the GPU: all of them are the DLA's.
struct DlaPart {
    std::optional<std::string> first_layer{};  // nothing: no row of a DLA
    Milliseconds time{0};
    Milliseconds input{0};                           // before it could begin, where the GPU had the data
    Milliseconds before{0};                          // of the GPU
    std::string layer_before{};                      // the first one that it runs then
    std::map<std::string, Milliseconds> after_it{};  // layers that the GPU runs when the DLA is done
};

// Throws a data error where the GPU runs layers between those of the DLA.
DlaPart dla_part_of(const EngineLog& log);

}  // namespace bt::profile
