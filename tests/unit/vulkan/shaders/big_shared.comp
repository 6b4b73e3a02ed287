#version 450
layout(local_size_x = 8, local_size_y = 4) in;
layout(constant_id = 1) const uint words = 16;
layout(std430, set = 0, binding = 0) buffer B { uint b[]; };

shared uvec4 room[words];

void main() {
    room[gl_LocalInvocationIndex % words] = uvec4(b[0]);
    barrier();
    b[0] = room[0].x;
}
