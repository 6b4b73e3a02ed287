#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 2, first of three for each digit of eight bits: how often each digit occurs in each tile.
layout(push_constant) uniform Push { uint count; uint shift; uint tiles; };
layout(std430, binding = 0) readonly buffer Keys { uint keys[]; };
layout(std430, binding = 1) writeonly buffer Partial { uint partial[]; };

shared uint histogram[256];

void main() {
    const uint me = gl_LocalInvocationID.x;
    const uint tile = gl_WorkGroupID.x;
    histogram[me] = 0;
    barrier();
    for (uint i = 0; i < per_thread; ++i) {
        const uint at = tile * tile_size + i * group_size + me;
        if (at < count) atomicAdd(histogram[keys[at] >> shift & 255], 1);
    }
    barrier();
    partial[256 + me * tiles + tile] = histogram[me];
}
