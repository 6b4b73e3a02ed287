#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/units.hpp"

// What TensorRT's trtexec says of an engine, versions 7 and 8 (docs/import.md).
namespace bt::format {

// Profiles of 8 and later have medians, those of 7 do not.
enum class TensorRt { v7, v8 };

struct LayerRow {
    std::string name;
    Milliseconds average;  // of an iteration
    bool operator==(const LayerRow&) const = default;
};

struct LayerProfile {
    TensorRt version;
    std::uint64_t iterations;
    std::vector<LayerRow> rows;  // as executed
    bool operator==(const LayerProfile&) const = default;
};

// --exportProfile's JSON, or a log of --dumpProfile. Throws a data error where it is none, is cut off, or its rows do
// not make up its total.
LayerProfile read_layer_profile(std::string_view text, const std::string& file);

// The summary 'GPU Compute' of a log.
struct GpuCompute {
    Milliseconds min;
    Milliseconds max;
    Milliseconds mean;
    Milliseconds median;
    bool operator==(const GpuCompute&) const = default;
};

// Throws a data error where the log has none, has several, or ends within it.
GpuCompute read_gpu_compute(std::string_view text, const std::string& file);

// What a row of a profile is about.
enum class RowKind {
    gpu,           // layers on the GPU
    gpu_reformat,  // another layout for or from those layers
    dla,           // layers on a DLA, and what follows them there
    dla_input,     // what they wait for before they begin, when the GPU had the data
    transfer,      // to, from and around the DLA
};

struct RowMeaning {
    RowKind kind;
    std::vector<std::string> layers;  // fused into it, in order; of a transfer none
    bool ends_only = false;           // only the first and the last layer are known
};

RowMeaning meaning_of(std::string_view row_name);

}  // namespace bt::format
