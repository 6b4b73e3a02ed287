#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"
#include "scan.glsl"

// Stage 3, third of three: the kept codes to their places. Each thread has neighbouring codes, so that one scan does.
layout(push_constant) uniform Push { uint count; };
layout(std430, binding = 0) readonly buffer Sorted { uint sorted[]; };
layout(std430, binding = 1) readonly buffer Partial { uint partial[]; };
layout(std430, binding = 2) writeonly buffer Unique { uint unique[]; };

bool kept(uint at) { return at + 1 < count ? sorted[at] != sorted[at + 1] : at + 1 == count; }

void main() {
    const uint tile = gl_WorkGroupID.x;
    const uint first = tile * tile_size + gl_LocalInvocationID.x * per_thread;
    uint mine = 0;
    for (uint at = first; at < first + per_thread; ++at) mine += kept(at) ? 1 : 0;
    uint place = partial[tile] + scan_exclusive(mine);
    for (uint at = first; at < first + per_thread; ++at) {
        if (kept(at)) unique[place++] = sorted[at];
    }
}
