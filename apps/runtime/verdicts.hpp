#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "runtime/compare.hpp"
#include "runtime/references.hpp"
#include "runtime/task_object.hpp"

namespace bt::apps {

// All that the stages wrote, in 512 bits. Each of the eight lanes takes every eighth word, and a word that differs
// always changes its lane.
using Signature = std::array<std::uint64_t, 8>;
Signature signature_of(const Application& app, const Buffers& buffers);

// Compares outputs with their references. Tasks with the same input whose stages wrote the same bytes get the verdict
// of the first of them: eight inputs go round, and to judge a tree takes ten times as long as to build it (140 ms, 15
// ms).
class Verdicts {
public:
    Verdicts(const Application& app, const References& references) : app_(app), references_(references) {}

    // The reference of the object's input must have been computed.
    const Comparison& of(const TaskObject& object);

private:
    struct Verdict {
        Signature written;
        Comparison comparison;
    };

    const Application& app_;
    const References& references_;
    std::map<std::uint64_t, Verdict> last_;  // by input
};

}  // namespace bt::apps
