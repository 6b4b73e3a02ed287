#version 450
layout(local_size_x = 1) in;
layout(std430, set = 0, binding = 0) buffer B { uint b[]; };
layout(push_constant) uniform Push { uint width; };

void main() { b[gl_WorkGroupID.y * width + gl_WorkGroupID.x] += 1 + gl_WorkGroupID.x; }
