#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 5: how many cells of the octree begin between a node and its parent.
layout(push_constant) uniform Push { uint points; };
layout(std430, binding = 0) readonly buffer Prefix { uint prefix[]; };
layout(std430, binding = 1) readonly buffer Parent { uint parent[]; };
layout(std430, binding = 2) readonly buffer Counts { uint counts[]; };
layout(std430, binding = 3) writeonly buffer Edges { uint edges[]; };

void main() {
    const uint nodes = clamp(counts[nodes_at], 1, points);
    for (uint i = first_element(); i < nodes; i += element_stride()) {
        const uint above = prefix[min(parent[i], points - 1)];
        edges[i] = i == 0 ? prefix[0] / 3 + 1 : prefix[i] / 3 - above / 3;  // level 0 is the root's own
    }
}
