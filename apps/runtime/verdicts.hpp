#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "runtime/compare.hpp"
#include "runtime/references.hpp"
#include "runtime/task_object.hpp"

namespace bt::apps {

// Bytes of buffers in 512 bits. Each of the eight lanes takes every eighth word, and a word that differs always changes
// its lane.
using Signature = std::array<std::uint64_t, 8>;
Signature signature_of_results(const Application& app, const Buffers& buffers);  // all that the stages wrote
Signature signature_of_givens(const Application& app, const Buffers& buffers);   // inputs and shared buffers

// An output that was compared with its reference and found equal.
struct EqualOutput {
    Signature givens;
    Signature results;
    double largest_error;
    std::uint64_t checksum;
};

// Compares outputs with their references. Where the stages wrote the same bytes from the same bytes as before, the
// verdict is that of then: eight inputs go round, and to judge a tree takes ten times as long as to build it (140 ms,
// 15 ms), its reference as long again. What is new is judged on every core that this process may use; never while
// something is timed.
class Verdicts {
public:
    explicit Verdicts(const Application& app) : app_(app), references_(app) {}

    // In the order of `objects`, whose tasks are done.
    std::vector<Comparison> of(std::span<const TaskObject* const> objects);

    // What the same program found equal in another process, and what there is to tell the next one.
    void trust(const EqualOutput& output);
    const std::vector<EqualOutput>& equal() const { return equal_; }

private:
    using Key = std::pair<Signature, Signature>;  // givens, results

    std::vector<Key> keys_of(std::span<const TaskObject* const> objects);
    void judge(std::span<const TaskObject* const> objects, std::span<const Key> keys);
    void remember(const Key& key, Comparison comparison);

    const Application& app_;
    References references_;
    std::map<std::uint64_t, Signature> givens_;  // by input
    std::map<Key, Comparison> known_;
    std::vector<EqualOutput> equal_;
};

}  // namespace bt::apps
