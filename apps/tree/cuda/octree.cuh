#pragma once

#include "tree/cuda/block.cuh"

// Stage 7: cells without children, then the cells between each node and its parent, then the leaves.
namespace bt::apps::tree::cuda {

struct Octree {
    const Word *unique, *prefix, *node_parent, *leaf_node, *edges, *offsets, *counts;
    Word *code, *level, *parent, *links, *leaf_cell;
    Word points, most_cells;
};

__global__ void clear_links(Octree tree) {
    const Word words = 8 * clamped(tree.counts[count::cells], 1, tree.most_cells);
    for (Word i = first_element(); i < words; i += element_stride()) tree.links[i] = no_child;
}

__device__ inline Word octant(Word code, Word level) { return code >> (code_bits - 3 * level) & 7; }

// The smallest cell that holds all codes below a node. A node without a cell of its own shares the level of its parent;
// three bits of prefix end a level, so that no more than two such stand above one another.
__device__ inline Word owner_of(const Octree& tree, Word node, Word nodes, Word cells) {
    for (int step = 0; step < 3; ++step) {
        node = min(node, nodes - 1);
        if (tree.edges[node] != 0) break;
        node = tree.node_parent[node];
    }
    node = min(node, nodes - 1);
    return min(tree.offsets[node] + tree.edges[node] - 1, cells - 1);
}

// A chain from the shallowest down.
__device__ inline void write_chain(const Octree& tree, Word node, Word nodes, Word cells) {
    const Word deepest = min(tree.prefix[node] / 3, bits_per_axis - 1);
    const Word length = min(tree.edges[node], deepest + 1);
    const Word first = tree.offsets[node];
    if (length == 0 || first >= cells || length > cells - first) return;
    const Word code = tree.unique[node];
    Word above = node == 0 ? 0 : owner_of(tree, tree.node_parent[node], nodes, cells);
    for (Word i = 0; i < length; ++i) {
        const Word level = deepest + 1 - length + i;
        const Word cell = first + i;
        tree.code[cell] = code >> (code_bits - 3 * level) << (code_bits - 3 * level);
        tree.level[cell] = level;
        tree.parent[cell] = above;
        if (level > 0) tree.links[8 * above + octant(code, level)] = cell;
        above = cell;
    }
}

__global__ void write_cells(Octree tree) {
    const Word nodes = clamped(tree.counts[count::nodes], 1, tree.points);
    const Word cells = clamped(tree.counts[count::cells], 1, tree.most_cells);
    for (Word i = first_element(); i < nodes; i += element_stride()) write_chain(tree, i, nodes, cells);
}

// Every leaf hangs from the smallest cell that holds another one too.
__global__ void write_leaves(Octree tree) {
    const Word leaves = clamped(tree.counts[count::leaves], 1, tree.points);
    const Word nodes = clamped(tree.counts[count::nodes], 1, tree.points);
    const Word cells = clamped(tree.counts[count::cells], 1, tree.most_cells);
    for (Word i = first_element(); i < leaves; i += element_stride()) {
        const Word node = tree.leaf_node[i];
        const Word cell = owner_of(tree, node, nodes, cells);
        const Word level = min(tree.prefix[min(node, nodes - 1)] / 3, bits_per_axis - 1) + 1;
        tree.leaf_cell[i] = cell;
        tree.links[8 * cell + octant(tree.unique[i], level)] = i | leaf_bit;
    }
}

}  // namespace bt::apps::tree::cuda
