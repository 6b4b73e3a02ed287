#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/application.hpp"

namespace bt::apps {

// The outputs of one input as the plain scalar program computes them: for each buffer its bytes, empty where it is no
// output.
struct ReferenceOutput {
    std::vector<std::vector<std::byte>> buffers;
};

struct Comparison {
    double largest_error = 0;  // |x − ref|; NaN where an output is no number
    std::uint64_t checksum = 0;
    std::optional<std::string> fault;  // nothing: equal

    bool equal() const { return !fault; }
};

// Integers are equal exactly. Floats where |x − ref| ≤ 1e-4 · max(1, |ref|) for every element, and where the arg-max of
// each row of scores is the reference's, unless the reference's first two differ by no more than that. NaN equals
// nothing.
Comparison compare_outputs(const Application& app, const Buffers& outputs, const ReferenceOutput& reference);

// The same rule on one buffer of floats.
std::optional<std::string> fault_of_floats(std::span<const float> outputs, std::span<const float> reference,
                                           std::size_t scores_per_row, double& largest_error);

// FNV-1a over every output buffer, in the order of the outline.
std::uint64_t checksum(const Application& app, const Buffers& outputs);
std::string checksum_text(std::uint64_t checksum);  // 16 hex digits

}  // namespace bt::apps
