#version 450
#extension GL_KHR_shader_subgroup_basic : require
layout(constant_id = 0) const uint subgroup_size = 0;
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) writeonly buffer B { uint b[]; };

void main() {
    if (gl_LocalInvocationID.x != 0) return;
    b[0] = subgroup_size;
    b[1] = gl_SubgroupSize;
}
