#include "tree/reference.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "tree/outline.hpp"

namespace bt::apps::tree {
namespace {

std::uint32_t plain_cell(float coordinate) {
    return std::min(static_cast<std::uint32_t>(coordinate * 1024.0F), cells_per_axis - 1);
}

// How many leading bits of 30 are equal.
std::uint32_t plain_shared_bits(std::uint32_t a, std::uint32_t b) {
    std::uint32_t bits = 0;
    while (bits < 30 && (a >> (29 - bits) & 1U) == (b >> (29 - bits) & 1U)) ++bits;
    return bits;
}

// Splits the leaves `first` to `last`, two or more, where the first bit that is not shared changes.
void split(ReferenceTree& tree, std::uint32_t node, std::uint32_t parent, std::uint32_t first, std::uint32_t last) {
    const std::uint32_t bits = plain_shared_bits(tree.unique[first], tree.unique[last]);
    std::uint32_t left_last = first;
    while ((tree.unique[left_last + 1] >> (29 - bits) & 1U) == 0) ++left_last;
    tree.node_prefix[node] = bits;
    tree.node_parent[node] = parent;
    // The left child takes the index of its last leaf, the right child that of its first: no two nodes get the same.
    if (left_last == first) {
        tree.node_children[2 * node] = first | leaf_bit;
        tree.leaf_node[first] = node;
    } else {
        tree.node_children[2 * node] = left_last;
        split(tree, left_last, node, first, left_last);
    }
    if (left_last + 1 == last) {
        tree.node_children[2 * node + 1] = last | leaf_bit;
        tree.leaf_node[last] = node;
    } else {
        tree.node_children[2 * node + 1] = left_last + 1;
        split(tree, left_last + 1, node, left_last + 1, last);
    }
}

void add_radix_tree(ReferenceTree& tree) {
    const auto leaves = static_cast<std::uint32_t>(tree.unique.size());
    const std::size_t nodes = std::max(1U, leaves - 1);
    tree.node_prefix.assign(nodes, 0);
    tree.node_parent.assign(nodes, 0);
    tree.node_children.assign(2 * nodes, no_child);
    tree.leaf_node.assign(leaves, 0);
    if (leaves == 1) {
        tree.node_children[0] = leaf_bit;
    } else {
        split(tree, 0, 0, 0, leaves - 1);
    }
}

// A cell of the octree with the leaves in it.
struct Cell {
    std::uint32_t first, last, level;
    std::size_t parent;
    std::array<std::uint32_t, 8> leaf_in{};  // link to the leaf of an octant
};

// Splits the cube until no cell holds two leaves.
void split_cell(const Words& unique, std::vector<Cell>& cells, Cell cell) {
    const std::size_t self = cells.size();
    cells.push_back(cell);
    std::uint32_t next = cell.first;
    for (std::uint32_t octant = 0; octant < 8; ++octant) {
        const std::uint32_t first = next;
        while (next <= cell.last && (unique[next] >> (27 - 3 * cell.level) & 7U) == octant) ++next;
        if (next - first == 1) cells[self].leaf_in[octant] = first | leaf_bit;
        if (next - first > 1) split_cell(unique, cells, {first, next - 1, cell.level + 1, self});
    }
}

// The radix-tree node that stands for the cell's leaves: the first or the last of them, whichever has no sibling.
std::uint32_t node_of(const Words& unique, const Cell& cell) {
    const bool all = cell.first == 0 && cell.last + 1 == unique.size();
    if (all || cell.first == 0) return all ? 0 : cell.last;
    if (cell.last + 1 == unique.size()) return cell.first;
    const bool sibling_left = plain_shared_bits(unique[cell.first - 1], unique[cell.first]) >
                              plain_shared_bits(unique[cell.last], unique[cell.last + 1]);
    return sibling_left ? cell.first : cell.last;
}

// Cells are numbered by their node, those of one node from the largest to the smallest.
Words numbers_of(const std::vector<Cell>& cells, const Words& nodes) {
    Words order(cells.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(nodes[a], cells[a].level) < std::tie(nodes[b], cells[b].level);
    });
    Words numbers(cells.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) numbers[order[i]] = i;
    return numbers;
}

void write_cell(ReferenceTree& tree, const Cell& cell, std::uint32_t number, std::uint32_t parent) {
    const std::uint32_t code = tree.unique[cell.first];
    tree.cell_code[number] = code - code % (1U << (30 - 3 * cell.level));
    tree.cell_level[number] = cell.level;
    tree.cell_parent[number] = parent;
    if (cell.level > 0) tree.cell_children[8 * parent + (code >> (30 - 3 * cell.level)) % 8] = number;
    for (std::uint32_t octant = 0; octant < 8; ++octant) {
        if (cell.leaf_in[octant] == 0) continue;
        tree.cell_children[8 * number + octant] = cell.leaf_in[octant];
        tree.leaf_cell[cell.leaf_in[octant] - leaf_bit] = number;
    }
}

void add_octree(ReferenceTree& tree) {
    const auto leaves = static_cast<std::uint32_t>(tree.unique.size());
    std::vector<Cell> cells;
    split_cell(tree.unique, cells, {0, leaves - 1, 0, 0});
    Words nodes;
    for (const Cell& cell : cells) nodes.push_back(node_of(tree.unique, cell));
    const Words numbers = numbers_of(cells, nodes);

    tree.edge_count.assign(tree.node_prefix.size(), 0);
    for (const std::uint32_t node : nodes) ++tree.edge_count[node];
    tree.cell_offset.assign(tree.edge_count.size(), 0);
    for (std::size_t i = 1; i < tree.edge_count.size(); ++i) {
        tree.cell_offset[i] = tree.cell_offset[i - 1] + tree.edge_count[i - 1];
    }
    for (Words* words : {&tree.cell_code, &tree.cell_level, &tree.cell_parent}) words->assign(cells.size(), 0);
    tree.cell_children.assign(8 * cells.size(), no_child);
    tree.leaf_cell.assign(leaves, 0);
    for (std::size_t i = 0; i < cells.size(); ++i) write_cell(tree, cells[i], numbers[i], numbers[cells[i].parent]);
    tree.counts = {leaves, static_cast<std::uint32_t>(tree.node_prefix.size()),
                   static_cast<std::uint32_t>(cells.size())};
}

}  // namespace

std::uint32_t plain_morton(float x, float y, float z) {
    std::uint32_t code = 0;
    for (std::uint32_t bit = bits_per_axis; bit-- > 0;) {
        for (const float coordinate : {x, y, z}) code = 2 * code + (plain_cell(coordinate) >> bit) % 2;
    }
    return code;
}

ReferenceTree reference_tree(std::span<const float> points) {
    ReferenceTree tree;
    const std::size_t n = points.size() / 3;
    for (std::size_t i = 0; i < n; ++i) {
        tree.morton.push_back(plain_morton(points[i], points[n + i], points[2 * n + i]));
    }
    tree.sorted = tree.morton;
    std::sort(tree.sorted.begin(), tree.sorted.end());
    std::unique_copy(tree.sorted.begin(), tree.sorted.end(), std::back_inserter(tree.unique));
    add_radix_tree(tree);
    add_octree(tree);
    return tree;
}

void store(const ReferenceTree& tree, const Buffers& buffers) {
    const auto put = [&](std::size_t to, const Words& words) {
        const auto out = buffers.as<std::uint32_t>(to);
        std::fill(std::copy(words.begin(), words.end(), out.begin()), out.end(), 0U);
    };
    put(buffer::morton, tree.morton);
    put(buffer::sorted, tree.sorted);
    put(buffer::unique, tree.unique);
    put(buffer::node_prefix, tree.node_prefix);
    put(buffer::node_parent, tree.node_parent);
    put(buffer::node_children, tree.node_children);
    put(buffer::leaf_node, tree.leaf_node);
    put(buffer::edge_count, tree.edge_count);
    put(buffer::cell_offset, tree.cell_offset);
    put(buffer::counts, tree.counts);
    put(buffer::cell_code, tree.cell_code);
    put(buffer::cell_level, tree.cell_level);
    put(buffer::cell_parent, tree.cell_parent);
    put(buffer::cell_children, tree.cell_children);
    put(buffer::leaf_cell, tree.leaf_cell);
}

}  // namespace bt::apps::tree
