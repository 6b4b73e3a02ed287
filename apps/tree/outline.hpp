#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/application.hpp"

// The words that all kernels of the tree share: which buffer holds what, and how codes and links are written down.
// Nothing is computed here, so that the reference may use it too.
namespace bt::apps::tree {

inline constexpr std::uint32_t bits_per_axis = 10;
inline constexpr std::uint32_t code_bits = 3 * bits_per_axis;
inline constexpr std::uint32_t cells_per_axis = 1U << bits_per_axis;

// More would overflow the 32-bit indices of the children of cells, in the worst case.
inline constexpr std::size_t most_points = std::size_t{1} << 26U;

// Links to leaves carry this bit; what remains is the leaf's index among the unique codes.
inline constexpr std::uint32_t leaf_bit = 0x80000000U;
// A child that is not there. 0 is free for it: the root is nobody's child.
inline constexpr std::uint32_t no_child = 0;

namespace buffer {
enum : std::size_t {
    points,         // f32: all x, all y, all z, each from 0 to 1
    morton,         // code of each point
    sorted,         // codes ascending
    sort_scratch,   // codes between two passes
    unique,         // codes ascending, each once; the leaves of both trees
    node_prefix,    // radix tree: leading bits that all codes below the node share
    node_parent,    // radix tree: node → node; the root's is 0
    node_children,  // radix tree: two links for each node
    leaf_node,      // radix tree: leaf → node
    edge_count,     // octree cells that begin between a node and its parent
    cell_offset,    // the first of these cells
    counts,         // see below
    cell_code,      // octree: the cell's code, bits below its level 0
    cell_level,     // octree: 0 is the root, the whole cube
    cell_parent,    // octree: cell → cell; the root's is 0
    cell_children,  // octree: eight links for each cell, by octant
    leaf_cell,      // octree: leaf → cell
    partial,        // histograms and partial sums, of use only within a stage
    buffers,
};
}  // namespace buffer

// Sizes that depend on the data: written by one stage, read by those after it.
namespace count {
enum : std::size_t {
    leaves,  // unique codes, at least 1
    nodes,   // of the radix tree: leaves − 1; at least 1, the root
    cells,   // of the octree that hold two leaves or more; at least 1, the root
    counts,
};
}  // namespace count

// Cells that hold two leaves or more: at each level at most as many as there are, and as there are pairs of leaves.
constexpr std::size_t most_cells(std::size_t points) {
    const std::size_t pairs = std::max<std::size_t>(1, points / 2);
    std::size_t cells = 0;
    std::size_t at_level = 1;
    for (std::uint32_t level = 0; level < bits_per_axis; ++level, at_level *= 8) cells += std::min(at_level, pairs);
    return cells;
}

// GPU work groups take this many elements each where they count, sum or sort.
inline constexpr std::size_t tile_size = 2048;
constexpr std::size_t tiles(std::size_t points) { return (points + tile_size - 1) / tile_size; }
inline constexpr std::size_t gpu_digits = 256;

// CPU sorting: 30 bits in three passes. Members of a team beyond the most have no share in it.
inline constexpr std::size_t cpu_digits = 1024;
inline constexpr std::size_t most_members = 64;

constexpr std::size_t partial_size(std::size_t points) {
    return std::max(gpu_digits * (tiles(points) + 1), most_members * cpu_digits);
}

std::vector<BufferSpec> outline(std::size_t points);

// How many leaves, nodes and cells there are, never more than fit: a stage that reads what another failed to write
// stays within its buffers.
struct Extent {
    std::size_t points;
    std::size_t leaves;
    std::size_t nodes;
    std::size_t cells;
};
Extent extent_of(const Buffers& buffers);

}  // namespace bt::apps::tree
