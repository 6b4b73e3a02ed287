#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/application.hpp"

// The plain scalar program: sort, unique and recursion, nothing shared with the kernels. It finds the octree from the
// codes, not from the radix tree, so that the two check each other.
namespace bt::apps::tree {

using Words = std::vector<std::uint32_t>;

struct ReferenceTree {
    Words morton, sorted, unique;
    Words node_prefix, node_parent, node_children, leaf_node;
    Words edge_count, cell_offset, counts;
    Words cell_code, cell_level, cell_parent, cell_children, leaf_cell;
};

// One bit of each axis at a time, x first.
std::uint32_t plain_morton(float x, float y, float z);

// `points`: all x, all y, all z.
ReferenceTree reference_tree(std::span<const float> points);

// Into every buffer but the points and the scratch; what a buffer has beyond the result becomes 0.
void store(const ReferenceTree& tree, const Buffers& buffers);

}  // namespace bt::apps::tree
