#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 7, second of three: the cells that begin between each node and its parent, a chain from the shallowest down.
layout(push_constant) uniform Push { uint points; uint most_cells; };
layout(std430, binding = 0) readonly buffer Unique { uint unique[]; };
layout(std430, binding = 1) readonly buffer Prefix { uint prefix[]; };
layout(std430, binding = 2) readonly buffer Parent { uint node_parent[]; };
layout(std430, binding = 3) readonly buffer Edges { uint edges[]; };
layout(std430, binding = 4) readonly buffer Offsets { uint offsets[]; };
layout(std430, binding = 5) readonly buffer Counts { uint counts[]; };
layout(std430, binding = 6) writeonly buffer Code { uint cell_code[]; };
layout(std430, binding = 7) writeonly buffer Level { uint cell_level[]; };
layout(std430, binding = 8) writeonly buffer CellParent { uint cell_parent[]; };
layout(std430, binding = 9) writeonly buffer Links { uint links[]; };

#include "owner.glsl"

void write_chain(uint node, uint nodes, uint cells) {
    const uint deepest = min(prefix[node] / 3, levels - 1);
    const uint count = min(edges[node], deepest + 1);
    const uint first = offsets[node];
    if (count == 0 || first >= cells || count > cells - first) return;
    const uint code = unique[node];
    uint above = node == 0 ? 0 : owner(node_parent[node], nodes, cells);
    for (uint i = 0; i < count; ++i) {
        const uint level = deepest + 1 - count + i;
        const uint cell = first + i;
        cell_code[cell] = code >> (code_bits - 3 * level) << (code_bits - 3 * level);
        cell_level[cell] = level;
        cell_parent[cell] = above;
        if (level > 0) links[8 * above + octant(code, level)] = cell;
        above = cell;
    }
}

void main() {
    const uint nodes = clamp(counts[nodes_at], 1, points);
    const uint cells = clamp(counts[cells_at], 1, most_cells);
    for (uint i = first_element(); i < nodes; i += element_stride()) write_chain(i, nodes, cells);
}
