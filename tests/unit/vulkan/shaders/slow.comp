#version 450
layout(local_size_x = 1) in;
layout(std430, set = 0, binding = 0) buffer B { uint b[]; };
layout(push_constant) uniform Push { uint rounds; };

// A chain of steps, each of which needs the one before: nothing to shorten. Mesa's CPU driver ends every invocation
// after 65 535 rounds of all its loops, so that long work needs many groups.
void main() {
    uint x = gl_WorkGroupID.x;
    for (uint i = 0; i < rounds; ++i) x = x * 1664525u + (x >> 7) + 1013904223u;
    if (x == 0) b[0] = x;
}
