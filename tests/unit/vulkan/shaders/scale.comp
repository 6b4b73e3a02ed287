#version 450
layout(local_size_x_id = 1) in;
layout(constant_id = 2) const uint extra = 0;
layout(std430, set = 0, binding = 0) readonly buffer A { uint a[]; };
layout(std430, set = 0, binding = 1) readonly buffer Factor { uint factor[]; };
layout(std430, set = 0, binding = 2) writeonly buffer B { uint b[]; };
layout(push_constant) uniform Push { uint count; };

void main() {
    const uint i = gl_GlobalInvocationID.x;
    if (i < count) b[i] = a[i] * (factor[0] + extra);
}
