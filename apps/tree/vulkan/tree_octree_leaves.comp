#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 7, third of three: every leaf hangs from the smallest cell that holds another one too.
layout(push_constant) uniform Push { uint points; uint most_cells; };
layout(std430, binding = 0) readonly buffer Unique { uint unique[]; };
layout(std430, binding = 1) readonly buffer Prefix { uint prefix[]; };
layout(std430, binding = 2) readonly buffer Parent { uint node_parent[]; };
layout(std430, binding = 3) readonly buffer LeafNode { uint leaf_node[]; };
layout(std430, binding = 4) readonly buffer Edges { uint edges[]; };
layout(std430, binding = 5) readonly buffer Offsets { uint offsets[]; };
layout(std430, binding = 6) readonly buffer Counts { uint counts[]; };
layout(std430, binding = 7) writeonly buffer Links { uint links[]; };
layout(std430, binding = 8) writeonly buffer LeafCell { uint leaf_cell[]; };

#include "owner.glsl"

void main() {
    const uint leaves = clamp(counts[leaves_at], 1, points);
    const uint nodes = clamp(counts[nodes_at], 1, points);
    const uint cells = clamp(counts[cells_at], 1, most_cells);
    for (uint i = first_element(); i < leaves; i += element_stride()) {
        const uint node = leaf_node[i];
        const uint cell = owner(node, nodes, cells);
        const uint level = min(prefix[min(node, nodes - 1)] / 3, levels - 1) + 1;
        leaf_cell[i] = cell;
        links[8 * cell + octant(unique[i], level)] = i | leaf_bit;
    }
}
