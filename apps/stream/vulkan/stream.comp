#version 450

// One work group for each part of the array: `each` words, each through `ops` rounds of arithmetic, then summed.
layout(local_size_x = 256) in;
layout(push_constant) uniform Push { uint each; uint ops; uint first; };
layout(std430, binding = 0) readonly buffer Memory { uint words[]; };
layout(std430, binding = 1) writeonly buffer Sums { uint sums[]; };

shared uint sum;

void main() {
    const uint me = gl_LocalInvocationID.x;
    if (me == 0) sum = 0;
    barrier();
    uint mine = 0;
    for (uint i = me; i < each; i += 256) {
        uint word = words[gl_WorkGroupID.x * each + i];
        for (uint round = 0; round < ops; ++round) word = word * 1664525u + 1013904223u;
        mine += word;
    }
    atomicAdd(sum, mine);
    barrier();
    if (me == 0) sums[first + gl_WorkGroupID.x] = sum;
}
