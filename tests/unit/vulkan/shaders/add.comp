#version 450
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer A { uint a[]; };
layout(std430, set = 0, binding = 1) writeonly buffer B { uint b[]; };
layout(push_constant) uniform Push { uint count; uint plus; };

void main() {
    const uint i = gl_GlobalInvocationID.x;
    if (i < count) b[i] = a[i] + plus;
}
