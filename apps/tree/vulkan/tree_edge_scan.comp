#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"
#include "scan.glsl"

// Stage 6, third of three: the sum of all edges before each node.
layout(push_constant) uniform Push { uint points; };
layout(std430, binding = 0) readonly buffer Edges { uint edges[]; };
layout(std430, binding = 1) readonly buffer Counts { uint counts[]; };
layout(std430, binding = 2) readonly buffer Partial { uint partial[]; };
layout(std430, binding = 3) writeonly buffer Offsets { uint offsets[]; };

void main() {
    const uint nodes = clamp(counts[nodes_at], 1, points);
    const uint tile = gl_WorkGroupID.x;
    const uint first = tile * tile_size + gl_LocalInvocationID.x * per_thread;
    const uint end = min(first + per_thread, nodes);
    uint mine = 0;
    for (uint at = first; at < end; ++at) mine += edges[at];
    uint sum = partial[tile] + scan_exclusive(mine);
    for (uint at = first; at < end; ++at) {
        offsets[at] = sum;
        sum += edges[at];
    }
}
