#version 450
layout(local_size_x = 1) in;
layout(std430, set = 0, binding = 0) buffer B { uint b[]; };

void main() {
    if (gl_GlobalInvocationID.x == 0) b[0] = gl_NumWorkGroups.x;
}
