#version 450
#extension GL_KHR_shader_subgroup_arithmetic : require
layout(constant_id = 0) const uint subgroup_size = 8;
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer A { uint a[]; };
layout(std430, set = 0, binding = 1) writeonly buffer B { uint b[]; };
layout(push_constant) uniform Push { uint count; };

shared uint sums[64];

// Inclusive prefix sums by one work group, which walks over the values in rows of 64.
void main() {
    const uint lane = gl_LocalInvocationID.x;
    uint before = 0;
    for (uint row = 0; row < count; row += 64) {
        const uint i = row + lane;
        const uint mine = subgroupInclusiveAdd(i < count ? a[i] : 0u);
        if (lane % subgroup_size == subgroup_size - 1) sums[lane / subgroup_size] = mine;
        barrier();
        uint sum = before;
        for (uint s = 0; s < lane / subgroup_size; ++s) sum += sums[s];
        if (i < count) b[i] = sum + mine;
        for (uint s = 0; s < 64 / subgroup_size; ++s) before += sums[s];
        barrier();
    }
}
