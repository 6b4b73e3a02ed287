#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 3, first of three: how many codes of each tile are kept. Of equal codes the last one is.
layout(push_constant) uniform Push { uint count; };
layout(std430, binding = 0) readonly buffer Sorted { uint sorted[]; };
layout(std430, binding = 1) writeonly buffer Partial { uint partial[]; };

shared uint sum;

void main() {
    const uint me = gl_LocalInvocationID.x;
    if (me == 0) sum = 0;
    barrier();
    uint kept = 0;
    for (uint i = 0; i < per_thread; ++i) {
        const uint at = gl_WorkGroupID.x * tile_size + i * group_size + me;
        if (at + 1 < count ? sorted[at] != sorted[at + 1] : at + 1 == count) ++kept;
    }
    atomicAdd(sum, kept);
    barrier();
    if (me == 0) partial[gl_WorkGroupID.x] = sum;
}
