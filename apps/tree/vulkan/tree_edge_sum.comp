#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 6, first of three: the sum of each tile. Tiles beyond the last node have 0.
layout(push_constant) uniform Push { uint points; };
layout(std430, binding = 0) readonly buffer Edges { uint edges[]; };
layout(std430, binding = 1) readonly buffer Counts { uint counts[]; };
layout(std430, binding = 2) writeonly buffer Partial { uint partial[]; };

shared uint sum;

void main() {
    const uint me = gl_LocalInvocationID.x;
    const uint nodes = clamp(counts[nodes_at], 1, points);
    if (me == 0) sum = 0;
    barrier();
    uint mine = 0;
    for (uint i = 0; i < per_thread; ++i) {
        const uint at = gl_WorkGroupID.x * tile_size + i * group_size + me;
        if (at < nodes) mine += edges[at];
    }
    atomicAdd(sum, mine);
    barrier();
    if (me == 0) partial[gl_WorkGroupID.x] = sum;
}
