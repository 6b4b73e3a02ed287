#pragma once

#include <cstdint>
#include <map>
#include <span>

#include "runtime/compare.hpp"
#include "runtime/task_object.hpp"

namespace bt::apps {

// Reference outputs of one application, each computed once, on every core that this process may use. Never while
// something is timed.
class References {
public:
    explicit References(const Application& app) : app_(app) {}

    // Throws a device error where memory runs out, and whatever the application throws.
    void compute(std::span<const std::uint64_t> inputs);
    const ReferenceOutput& of(std::uint64_t input) const { return outputs_.at(input); }

private:
    const Application& app_;
    std::map<std::uint64_t, ReferenceOutput> outputs_;
};

}  // namespace bt::apps
